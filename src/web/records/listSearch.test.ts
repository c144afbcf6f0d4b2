import { expect, test } from 'vitest'
import { readListSearch } from './listSearch.ts'

test('an address says which columns stand beside the name', () => {
  expect(readListSearch({ columns: 'heldSince,previousOwner' })).toEqual({ columns: ['heldSince', 'previousOwner'] })
  expect(readListSearch({ columns: ['heldSince'] })).toEqual({ columns: ['heldSince'] })
})

test('an address written by hand sorts as the API does', () => {
  expect(readListSearch({ sort: '-recyclesOn,name', as: 'nothing', where: 3 })).toEqual({
    sort: ['-recyclesOn', 'name'],
  })
  expect(readListSearch({ sort: ['name'] })).toEqual({ sort: ['name'] })
})
