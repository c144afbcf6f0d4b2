import type { Operation } from '../operations.ts'
import { ref } from '../parts.ts'

const password = { type: 'string', minLength: 8, maxLength: 128 }
const id = { type: 'object', required: ['id'], properties: { id: { type: 'string', format: 'uuid' } } }

export const peopleOperations: readonly Operation[] = [
  {
    at: 'GET /api/v1/api-keys',
    id: 'listApiKeys',
    is: { en: 'Your keys; everybody’s for an administrator', zh: 'API 密钥列表' },
    answer: { type: 'object', required: ['data'], properties: { data: { type: 'array', items: ref('ApiKey') } } },
  },
  {
    at: 'POST /api/v1/api-keys',
    id: 'createApiKey',
    is: { en: 'Make a key; it is shown once', zh: '创建 API 密钥，只显示一次' },
    body: {
      type: 'object',
      required: ['name'],
      properties: {
        name: { type: 'string', minLength: 1, maxLength: 80 },
        scope: { oneOf: [ref('KeyScope'), { type: 'null' }] },
        expiresAt: { type: ['string', 'null'], format: 'date-time' },
      },
    },
    status: '201',
    answer: {
      type: 'object',
      required: ['id', 'key'],
      properties: { id: { type: 'string', format: 'uuid' }, key: { type: 'string', pattern: '^smp_' } },
    },
  },
  {
    at: 'DELETE /api/v1/api-keys/{id}',
    id: 'revokeApiKey',
    is: { en: 'Revoke a key at once', zh: '立即吊销密钥' },
    status: '204',
  },
  {
    at: 'POST /api/v1/people',
    id: 'addPerson',
    admin: true,
    is: { en: 'Add a person who may sign in', zh: '添加成员' },
    body: {
      type: 'object',
      required: ['name', 'email', 'role'],
      properties: {
        name: { type: 'string' },
        email: { type: 'string', format: 'email' },
        role: { type: 'string', format: 'uuid' },
        team: { type: 'string', format: 'uuid' },
        password,
      },
    },
    status: '201',
    answer: id,
  },
  {
    at: 'POST /api/v1/people/{id}/password',
    id: 'setPassword',
    admin: true,
    is: { en: 'Give a person a new password', zh: '重置成员密码' },
    body: { type: 'object', required: ['password'], properties: { password } },
    status: '204',
  },
  {
    at: 'POST /api/v1/people/{id}/link',
    id: 'makeEntryLink',
    admin: true,
    is: { en: 'A link by which a person gives herself a password', zh: '生成设置密码的链接' },
    body: { type: 'object' },
    status: '201',
  },
  {
    at: 'GET /api/v1/people/sign-in',
    id: 'signInOverview',
    admin: true,
    is: { en: 'How people sign in, and where', zh: '成员的登录方式与会话' },
  },
  {
    at: 'DELETE /api/v1/people/{id}/sessions',
    id: 'endSessionsOf',
    admin: true,
    is: { en: 'Sign a person out everywhere', zh: '结束成员的全部会话' },
    status: '204',
  },
  {
    at: 'DELETE /api/v1/people/{id}/second-factor',
    id: 'removeSecondFactorOf',
    admin: true,
    is: { en: 'Take a lost second factor away', zh: '移除成员的两步验证' },
    status: '204',
  },
  { at: 'GET /api/v1/security', id: 'ownSecurity', is: { en: 'How you sign in, and where', zh: '自己的登录安全' } },
  {
    at: 'POST /api/v1/security/password',
    id: 'changeOwnPassword',
    is: { en: 'Change your own password', zh: '修改自己的密码' },
    body: { type: 'object', properties: { current: { type: 'string' }, password } },
    status: '204',
  },
  {
    at: 'DELETE /api/v1/security/sessions/{id}',
    id: 'endOwnSession',
    is: { en: 'End a session of yours', zh: '结束自己的一个会话' },
    status: '204',
  },
  {
    at: 'DELETE /api/v1/security/sessions',
    id: 'endOwnSessions',
    is: { en: 'End all others', zh: '结束其他会话' },
    status: '204',
  },
  {
    at: 'GET /api/v1/sign-in-policy',
    id: 'signInPolicy',
    admin: true,
    is: { en: 'What sign-in asks of people', zh: '登录策略' },
  },
  {
    at: 'PATCH /api/v1/sign-in-policy',
    id: 'changeSignInPolicy',
    admin: true,
    is: { en: 'Change what sign-in asks of people', zh: '修改登录策略' },
    body: { type: 'object' },
  },
  {
    at: 'GET /api/v1/identity-providers',
    id: 'listIdentityProviders',
    admin: true,
    is: { en: 'Single sign-on providers', zh: '单点登录提供方' },
  },
  {
    at: 'POST /api/v1/identity-providers',
    id: 'addIdentityProvider',
    admin: true,
    is: { en: 'Add a provider', zh: '添加单点登录提供方' },
    body: { type: 'object' },
    status: '201',
  },
  {
    at: 'PATCH /api/v1/identity-providers/{id}',
    id: 'changeIdentityProvider',
    admin: true,
    is: { en: 'Change a provider', zh: '修改单点登录提供方' },
    body: { type: 'object' },
  },
  {
    at: 'POST /api/v1/identity-providers/{id}/test',
    id: 'testIdentityProvider',
    admin: true,
    is: { en: 'Ask a provider whether it answers', zh: '测试单点登录提供方' },
    body: { type: 'object' },
    status: '204',
  },
  {
    at: 'DELETE /api/v1/identity-providers/{id}',
    id: 'removeIdentityProvider',
    admin: true,
    is: { en: 'Remove a provider', zh: '移除单点登录提供方' },
    status: '204',
  },
]
