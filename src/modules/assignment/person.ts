import { defineObject } from '#kernel/object.ts'
import { user } from '#modules/identity/user/user.ts'
import { assignableFields } from './people.ts'

/** A person with what rules ask of her: for the types of rules; `user` itself stands in the registry. */
export const person = defineObject('user', { ...user, fields: { ...user.fields, ...assignableFields } })
