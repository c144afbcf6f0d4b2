import { measureCompanies } from './matching/companies.ts'
import { measurePeople } from './matching/people.ts'

/** Measures the matcher: `node src/bench/matching.ts people FILE.csv …` on files of Febrl, `companies FILE.txt` on names, one a line. */
const [what, ...files] = process.argv.slice(2)
if (what === 'people') for (const file of files) measurePeople(file)
else if (what === 'companies') for (const file of files) measureCompanies(file)
else console.log('Usage: node src/bench/matching.ts people FILE.csv … | companies FILE.txt …')
