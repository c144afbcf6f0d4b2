import { defineModule } from '#kernel/module.ts'
import { extendObject } from '#kernel/object.ts'
import { holdingCap } from './holdingCap/holdingCap.ts'
import { poolActions } from './pool/pool.actions.ts'
import { poolRules } from './pool/pool.rules.ts'
import { pool } from './pool/pool.ts'
import { poolClaim } from './poolClaim/poolClaim.ts'
import { pooledActions } from './pooledActions.ts'
import { pooledFields } from './pooledFields.ts'
import { pooledObjects } from './pooledObjects.ts'
import { pooledRules } from './pooledRules.ts'

export const pools = defineModule({
  key: 'pools',
  label: { en: 'Pools', zh: '公海池' },
  requires: ['identity', 'customers', 'sales'],
  objects: [pool, poolClaim, holdingCap],
  extensions: pooledObjects.map((object) => extendObject(object, { fields: pooledFields })),
  rules: [...poolRules, ...pooledObjects.flatMap(pooledRules)],
  actions: [...poolActions, ...pooledObjects.flatMap(pooledActions)],
})
