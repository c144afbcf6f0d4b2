import type { Company, Customer, Person } from './company.ts'
import type { Topic } from './words/sayings.ts'

/** What is spoken of with a customer. */
export function topicOf({ random, products, say }: Company, customer: Customer, person: Person): Topic {
  const product = random.pick(products).name!.replace(/（.*）$| \(.*\)$/, '')
  return {
    person: person.called,
    product,
    company: customer.called,
    colleague: say(random.pick(colleagues)),
  }
}

const colleagues = ['售前小林', '售前老吴', '技术部小周', '技术部', '实施组', '张工', '研发', '区域经理']
