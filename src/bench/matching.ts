import { measureCompanies } from './matching/companies.ts'
import { measurePeople } from './matching/people.ts'
import { countRarity } from './matching/rarity.ts'
import { runSearch } from './matching/search-run.ts'

/**
 * Measures the matcher: `node src/bench/matching.ts people FILE.csv …` on files of Febrl, `companies FILE.txt` on names, one
 * a line, `rarity FILE.txt` counts which
 * of their characters say how much, and `search FOLDER [FILE.txt]` what the search for duplicates costs in a folder of data, filled from the names if new.
 */
const [what, ...files] = process.argv.slice(2)
if (what === 'people') for (const file of files) measurePeople(file)
else if (what === 'companies') for (const file of files) measureCompanies(file)
else if (what === 'rarity' && files[0]) countRarity(files[0])
else if (what === 'search' && files[0]) await runSearch(files[0], files[1])
else
  console.log(
    'Usage: node src/bench/matching.ts people FILE.csv … | companies FILE.txt … | rarity FILE.txt | search FOLDER [FILE.txt]',
  )
