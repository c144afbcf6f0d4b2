import { policyProblems } from '#kernel/approval-read.ts'
import { check } from '#kernel/behaviour.ts'
import { problem } from '#kernel/problem.ts'
import { approvalPolicy } from './approvalPolicy.ts'

export const approvalPolicyRules = [
  check(
    approvalPolicy,
    'it is about an object that there is, and can be followed',
    ({ after, changes, deleted }, tx) => {
      if (deleted || !(changes('about') || changes('definition') || changes('active'))) return
      const object = tx.registry.objects.get(after.about)
      if (!object || object.standing || ['user', 'team', 'role'].includes(object.key))
        return problem('about', { en: 'Choose an object.', zh: '请选择对象。' }, 'unknown')
      if (object.private)
        return problem(
          'about',
          { en: 'These are private: nobody else can decide about them.', zh: '该对象仅负责人可见，不能交给他人审批。' },
          'private',
        )
      return policyProblems(after.definition, object, tx.registry)
    },
  ),
]
