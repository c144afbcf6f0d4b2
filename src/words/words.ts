import { learn } from '#kernel/traditional.ts'
import api from './zh-TW/api.json' with { type: 'json' }
import commands from './zh-TW/commands.json' with { type: 'json' }
import engine from './zh-TW/engine.json' with { type: 'json' }
import helps from './zh-TW/helps.json' with { type: 'json' }
import kernel from './zh-TW/kernel.json' with { type: 'json' }
import modules from './zh-TW/modules.json' with { type: 'json' }
import rules from './zh-TW/rules.json' with { type: 'json' }
import shared from './zh-TW/shared.json' with { type: 'json' }

/** The server and the commands speak Traditional Chinese once this is imported. */
for (const overlay of [kernel, shared, modules, helps, rules, engine, api, commands]) learn(overlay)
