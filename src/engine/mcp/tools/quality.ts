import { notFound } from '#kernel/problem.ts'
import { mayJudge, readQuality, readQualityOf } from '../../quality/read.ts'
import { compact } from '../compact.ts'
import { objectOf, objectProperty, type Tool } from '../tool.ts'

const most = 15

/** How good the data is, what is wrong with it and where that comes from. */
export const quality: Tool = {
  name: 'data_quality',
  title: 'Data quality 数据质量',
  description: () =>
    'Scores of the records of every object (0 to 100: completeness, validity, uniqueness, freshness), as counted in the background; with `object` also what is wrong with them, whose they are, and by which import, form, key or person they came. Each figure has a `where` for `list_records`. 数据质量评分、问题和来源。',
  does: 'read',
  isFor: mayJudge,
  input: (session) => ({ properties: { object: objectProperty(session) }, required: [] }),
  run: async (session, input) => {
    if (input['object'] === undefined) {
      const { data, mends } = await readQuality(session)
      return compact({ data: data.map(({ trend, ...one }) => ({ ...one, before: trend[0] })), mends })
    }
    const object = objectOf(session, input)
    if (session.principal.rights(object.key).scopes.read.length === 0) throw notFound()
    // What a key is called is for those who keep them.
    const { trend, owners, teams, sources, problems, ...rest } = await readQualityOf(session, object, noNames)
    return compact({
      ...rest,
      before: trend[0],
      problems: problems.slice(0, 2 * most),
      owners: owners.slice(0, most),
      teams: teams.slice(0, most),
      sources: sources.slice(0, most),
    })
  },
}

const noNames = async () => new Map<string, string>()
