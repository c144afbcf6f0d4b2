import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { importFile } from '#engine/import/import.ts'
import type { ApiImport } from '#kernel/api-import.ts'
import { startSampan, type TestSampan } from '../harness.ts'

/* Made-up files as other systems write them: each comes in without a single decision about its columns. */

let sampan: TestSampan
const folder = mkdtempSync(join(tmpdir(), 'sampan-sources-'))
beforeAll(async () => {
  sampan = await startSampan()
})
afterAll(async () => {
  await sampan.close()
  rmSync(folder, { recursive: true })
})

async function bring(object: string, name: string, content: string | Buffer): Promise<ApiImport> {
  const path = join(folder, name)
  writeFileSync(path, content)
  const done = await importFile(sampan.runtime, sampan.admin, { object, path })
  expect(done.status, String(done.error)).toBe('done')
  for (const c of done.report!.columns) expect(c.read, c.field).toBe(c.stored + c.empty + c.refused + c.skipped)
  return done
}

async function found(object: string, where: object, select = ''): Promise<Record<string, unknown>[]> {
  const { body } = await sampan.call(
    sampan.admin,
    'GET',
    `/api/v1/${object}?where=${encodeURIComponent(JSON.stringify(where))}&limit=100${select ? `&select=${select}` : ''}`,
  )
  return body.data
}

const titled = (title: string) => expect.objectContaining({ title })

test('Salesforce: people, accounts, contacts, leads and opportunities, joined by their ids', async () => {
  const users = await bring(
    'user',
    'User.csv',
    '"Id","Username","LastName","FirstName","Email","IsActive"\n"005D0000001bCdE","ada@old.example","Lovelace","Ada","ada@sf.example","1"\n',
  )
  expect(users.analysis.profile).toMatchObject({ key: 'salesforce', object: 'user' })
  expect(users.report).toMatchObject({ created: 1, refused: 0 })
  const header =
    'Id,IsDeleted,MasterRecordId,Name,Type,RecordTypeId,ParentId,BillingStreet,BillingCity,BillingState,BillingPostalCode,BillingCountry,BillingLatitude,BillingLongitude,BillingGeocodeAccuracy,Phone,Fax,AccountNumber,Website,Industry,AnnualRevenue,NumberOfEmployees,Description,Rating,OwnerId,CreatedDate,CreatedById'
  const accounts = await bring(
    'account',
    'Account.csv',
    [
      header,
      '001D000000IqhSL,0,,Engines Ltd,Customer - Direct,,001D000000IqhSM,"1 Main St\nSuite 2",London,,W1,United Kingdom,,,,+44 20 7946 0958,020 1,CC-1,engines.example,Energy,1200000,12,First,Hot,005D0000001bCdE,2020-01-02T03:04:05.000Z,005D0000001bCdE',
      '001D000000IqhSM,0,,Engines Group,Weird Type,,,,,,,,,,,,,,,,,,,,005D0000009xxxX,2019-01-02T03:04:05.000Z,',
      '001D000000IqhSN,1,,Gone,,,,,,,,,,,,,,,,,,,,,005D0000001bCdE,,',
    ].join('\n'),
  )
  expect(accounts.report).toMatchObject({ rows: 3, created: 2, skipped: 1, refused: 0 })
  const [engines] = await found('account', { name: 'Engines Ltd' })
  expect(engines).toMatchObject({
    sourceId: '001D000000IqhSLIAZ',
    type: 'customer',
    industry: 'energy',
    rating: 'hot',
    employees: 12,
    owner: titled('Ada Lovelace'),
    parent: titled('Engines Group'),
    createdAt: '2020-01-02T03:04:05.000Z',
    description: 'First\nFax: 020 1\nAccountNumber: CC-1',
    importId: accounts.id,
  })
  expect((engines!['address'] as { street: string }).street).toBe('1 Main St Suite 2')
  const [group] = await found('account', { name: 'Engines Group' })
  expect(group).toMatchObject({ owner: titled('管理员'), description: 'Type: Weird Type' })

  const contacts = await bring(
    'contact',
    'Contact.csv',
    'Id,IsDeleted,MasterRecordId,AccountId,LastName,FirstName,Salutation,Phone,MobilePhone,HomePhone,ReportsToId,Email,Title,LeadSource,Birthdate,OwnerId,HasOptedOutOfEmail\n' +
      '003D000000QOMqV,0,,001D000000IqhSL,Babbage,Charles,Mr.,020 7946 0000,,020 7946 0001,003D000000QOMqW,cb@sf.example,Inventor,Trade Show,1791-12-26,005D0000001bCdE,1\n' +
      '003D000000QOMqW,0,,001D000000IqhSLIAZ,张,三,先生,,13800138000,,,zs@sf.example,,Pigeon,,005D0000001bCdE,0\n',
  )
  expect(contacts.report).toMatchObject({ created: 2, refused: 0 })
  const [charles] = await found('contact', { email: 'cb@sf.example' })
  expect(charles).toMatchObject({
    name: 'Charles Babbage',
    gender: 'male',
    account: titled('Engines Ltd'),
    reportsTo: titled('张三'),
    source: 'exhibition',
    birthday: '1791-12-26',
    doNotEmail: true,
    description: 'HomePhone: 020 7946 0001',
  })
  const [zhang] = await found('contact', { email: 'zs@sf.example' })
  expect(zhang).toMatchObject({ name: '张三', account: titled('Engines Ltd'), description: 'LeadSource: Pigeon' })

  const leads = await bring(
    'lead',
    'Lead.csv',
    'Id,IsDeleted,LastName,FirstName,Salutation,Name,Title,Company,Phone,MobilePhone,Email,LeadSource,Status,OwnerId,IsConverted,ConvertedAccountId,ConvertedContactId,ConvertedOpportunityId\n' +
      '00QD000000AbCdE,0,Hopper,Grace,Ms.,Grace Hopper,Admiral,Navy,,,gh@sf.example,Web,Working - Contacted,005D0000001bCdE,0,,,\n' +
      '00QD000000AbCdF,0,Done,Al,,Al Done,,Navy,,,al@sf.example,Web,Closed - Converted,005D0000001bCdE,1,001D000000IqhSL,,\n' +
      '00QD000000AbCdG,0,Over,Ed,,Ed Over,,Navy,,,ed@sf.example,Web,Closed - Not Converted,005D0000001bCdE,0,,,\n',
  )
  expect(leads.report, JSON.stringify(leads.report)).toMatchObject({ created: 2, skipped: 1, refused: 0 })
  expect(await found('lead', { email: 'gh@sf.example' })).toMatchObject([{ status: 'working', source: 'website' }])

  const deals = await bring(
    'opportunity',
    'Opportunity.csv',
    'Id,IsDeleted,AccountId,Name,Description,StageName,Amount,Probability,CloseDate,Type,NextStep,LeadSource,IsClosed,IsWon,OwnerId,CreatedDate\n' +
      '006D000000F1,0,001D000000IqhSL,Engine No 1,,Closed Won,15000,100,2024-02-03,New Customer,,Web,1,1,005D0000001bCdE,2024-01-01T00:00:00.000Z\n' +
      '006D000000F2,0,001D000000IqhSL,Engine No 2,,Closed Lost,15000,0,2024-02-03,,,,1,0,005D0000001bCdE,2024-01-01T00:00:00.000Z\n' +
      '006D000000F3,0,001D000000IqhSL,Engine No 3,,Perception Analysis,15000,70,2029-02-03,,Call,,0,0,005D0000001bCdE,2024-01-01T00:00:00.000Z\n',
  )
  expect(deals.report, JSON.stringify(deals.report)).toMatchObject({ created: 3, refused: 0 })
  expect(
    await found('opportunity', { name: { startsWith: 'Engine No' } }, 'name,status,stage,account,closeDate'),
  ).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        name: 'Engine No 1',
        status: 'won',
        account: titled('Engines Ltd'),
        closeDate: '2024-02-03',
      }),
      expect.objectContaining({ name: 'Engine No 2', status: 'lost' }),
      expect.objectContaining({ name: 'Engine No 3', status: 'open', stage: titled('Perception Analysis') }),
    ]),
  )
})

test('HubSpot: labels in the language of whoever exported, companies by id and else by name', async () => {
  const companies = await bring(
    'account',
    'hubspot-companies.csv',
    'Record ID,Company name,Company Domain Name,City,Country/Region,Create Date\n7001,Hub One,hubone.example,Paris,France,2024-03-12 09:14\n',
  )
  expect(companies.analysis.profile?.key).toBe('hubspot')
  const contacts = await bring(
    'contact',
    'hubspot-contactos.csv',
    'ID de registro,Nombre,Apellidos,Correo,Cargo,Ciudad,País/región,Número de teléfono,Propietario del contacto,Número de veces contactado,Último contacto,Última actividad,Fecha de creación,Estado del lead,Associated Company IDs (Primary)\n' +
      '51,José,García,jose@hub.example,Director,Madrid,España,+34 912 345 678,管理员,3,,,3/15/2024 2:30 PM,Nuevo,7001\n',
  )
  expect(contacts.report, JSON.stringify(contacts.report)).toMatchObject({ created: 1, refused: 0 })
  expect(await found('contact', { email: 'jose@hub.example' })).toMatchObject([
    {
      name: 'José García',
      jobTitle: 'Director',
      account: titled('Hub One'),
      sourceId: '51',
      createdAt: '2024-03-15T06:30:00.000Z',
      description: 'Estado del lead: Nuevo',
    },
  ])
  const deals = await bring(
    'opportunity',
    'hubspot-deals.csv',
    'Record ID,Deal Name,Pipeline,Deal Stage,Amount,Close Date,Create Date,Last Activity Date,Deal owner,Associated Company IDs (Primary),Associated Company (Primary)\n' +
      '900,Hub deal,Sales Pipeline,Closed Won,"1,200.50",2024-03-12,2024-01-01 10:00,,管理员,7001,Hub One\n901,Hub deal two,Sales Pipeline,Appointment Scheduled,5,,,,Nobody Known,9999,Hub Two\n',
  )
  expect(deals.report, JSON.stringify(deals.report)).toMatchObject({
    created: 2,
    refused: 0,
    alsoCreated: { account: { names: ['Hub Two'] } },
  })
  expect(await found('opportunity', { name: 'Hub deal' })).toMatchObject([
    { status: 'won', account: titled('Hub One'), amount: { amount: '1200.5' } },
  ])
})

test('Zoho: a link is found by its id, else by its name', async () => {
  const done = await bring(
    'contact',
    'Contacts_001.csv',
    'Contact Id,Contact Owner.id,Contact Owner,First Name,Last Name,Contact Name,Company Name.id,Company Name,Email,Secondary Email,Phone,Mobile,Position,Tag,Created Time,Country\n' +
      'zcrm_1,zcrm_77,管理员,Wei,Li,Wei Li,zcrm_2,Zoho Friends,wl@zoho.example,li@zoho.example,,+86 138 0013 8001,CTO,"vip,key",2023-05-06 07:08:09,China\n',
  )
  expect(done.analysis.profile?.key).toBe('zoho')
  expect(await found('contact', { email: 'wl@zoho.example' })).toMatchObject([
    {
      name: 'Wei Li',
      owner: titled('管理员'),
      account: titled('Zoho Friends'),
      sourceId: 'zcrm_1',
      description: 'Tag: vip,key\nSecondary Email: li@zoho.example',
    },
  ])
})

test('Pipedrive: entity and field in a header, several numbers in a cell, notes as HTML', async () => {
  const sheet =
    'Person - Name*,Person - First name,Person - Last name,Person - Phone,Person - Email (Work),Person - Email (Home),Organization - Name*,Organization - Address,Deal - Title,Deal - Value,Activity - Subject*,Activity - Due date,Note - Content*\n' +
    'Pip Drive,Pip,Drive,"+49 30 901820, +49 30 901821",p@pipe.example,h@pipe.example,Pipe GmbH,Weg 1,Pipe deal,500,Call Pip,45631,<p>Hello &amp; <b>bye</b></p>\n'
  const people = await bring('contact', 'pipedrive.csv', sheet)
  expect(people.analysis.profile?.key).toBe('pipedrive')
  const [pip] = await found('contact', { email: 'p@pipe.example' })
  expect(pip).toMatchObject({
    name: 'Pip Drive',
    account: titled('Pipe GmbH'),
    mobile: { e164: '+4930901820', raw: '+49 30 901820, +49 30 901821' },
    phone: { e164: '+4930901821' },
  })
  expect(pip!['description']).toContain('Hello & bye')
  expect(pip!['description']).toContain('Person - Email (Home): h@pipe.example')
  await bring('opportunity', 'pipedrive.csv', sheet)
  expect(await found('opportunity', { name: 'Pipe deal' })).toMatchObject([
    { amount: { amount: '500' }, account: titled('Pipe GmbH'), contact: titled('Pip Drive') },
  ])
  await bring('activity', 'pipedrive.csv', sheet)
  expect(await found('activity', { subject: 'Call Pip' })).toMatchObject([{ dueAt: '2024-12-04T16:00:00.000Z' }])
})

test('Twenty: parts of a field in columns, values guarded by a joiner', async () => {
  await bring(
    'account',
    'companies.csv',
    'Id,Name,Domain / Domain URL,Linkedin / Link URL,Address / Address 1,Address / Post Code\n20202020-0000-4000-8000-000000000001,Twenty Co,https://twenty.example,,\u200d-Dock 5,75001\n',
  )
  const done = await bring(
    'contact',
    'people.csv',
    'Id,Name / First Name,Name / Last Name,Emails / Primary Email,Emails / Additional Emails,Phones / Primary Phone Number,Phones / Primary Phone Country Code,Phones / Primary Phone Calling Code,Company Id\n' +
      '20202020-0000-4000-8000-000000000002,Félix,Malfait,f@twenty.example,"[""g@twenty.example""]",\u200d+33612345678,FR,+33,20202020-0000-4000-8000-000000000001\n',
  )
  expect(done.analysis.profile?.key).toBe('twenty')
  expect(await found('contact', { email: 'f@twenty.example' })).toMatchObject([
    {
      name: 'Félix Malfait',
      account: titled('Twenty Co'),
      mobile: { e164: '+33612345678' },
      description: 'Emails / Additional Emails: ["g@twenty.example"]',
    },
  ])
})

test('EspoCRM: names of attributes, semicolons, links by id', async () => {
  await bring(
    'account',
    'Account.csv',
    'id;name;emailAddress;phoneNumber;website;type;deleted\n64f0a1b2c3d4e5f67;Espo One;a@espo.example;+380441234567;espo.example;Customer;0\n64f0a1b2c3d4e5f68;Espo Gone;;;;;1\n',
  )
  const done = await bring(
    'contact',
    'Contact.csv',
    'id;firstName;lastName;emailAddress;phoneNumber;accountId;accountName\n64f0a1b2c3d4e5f69;Taras;Ivan;t@espo.example;+380671234567;64f0a1b2c3d4e5f67;Espo One\n',
  )
  expect(done.analysis.profile?.key).toBe('espocrm')
  expect(await found('contact', { email: 't@espo.example' })).toMatchObject([
    { name: 'Taras Ivan', account: titled('Espo One'), sourceId: '64f0a1b2c3d4e5f69' },
  ])
  expect(await found('account', { name: 'Espo Gone' })).toEqual([])
})

describe('systems that are written in Chinese', () => {
  test('Cordys：多值写作 [a，b]', async () => {
    const done = await bring(
      'account',
      '客户.csv',
      '客户名称,客户行业,客户等级,客户类型,客户来源,线上来源详情,客户标签,地区,负责人\n甲（上海）贸易有限公司,制造业,A,成交客户,转介绍,,"[重点，老客户]",上海市,管理员\n',
    )
    expect(done.analysis.profile?.key).toBe('cordys')
    expect(await found('account', { name: '甲（上海）贸易有限公司' })).toMatchObject([
      {
        level: 'A',
        type: 'customer',
        source: 'referral',
        owner: titled('管理员'),
        description: '客户标签：[重点，老客户]',
      },
    ])
    const leads = await bring(
      'lead',
      '线索.csv',
      '公司名称,线索进度,线索来源,线上来源详情,客户需求,联系人名称,联系人电话,意向产品,地区,负责人\n丁公司,跟进中,广告,百度,要一台,李小姐,13800138111,模具,江苏省,不认识的人\n',
    )
    expect(leads.report, JSON.stringify(leads.report)).toMatchObject({ created: 1, refused: 0 })
    expect(await found('lead', { company: '丁公司' })).toMatchObject([
      { name: '李小姐', source: 'advertisement', owner: titled('管理员'), mobile: { e164: '+8613800138111' } },
    ])
  })

  test('悟空：表头上有注意事项，必填带星号；公司写法不同也认得', async () => {
    const done = await bring(
      'account',
      '悟空客户.csv',
      '"注意事项：1、表头标“*”的红色字体为必填项",,,,,,,,,\n*客户名称,客户来源,手机,电话,网址,客户行业,客户级别,下次联系时间,备注,邮箱\n' +
        '乙公司,转介绍,13800138222,010-88886666,,制造业,A（重点客户）,2026-12-01 09:00:00,老客户,\n甲(上海)贸易有限责任公司,,,,,,,,,\n',
    )
    expect(done.analysis.profile?.key).toBe('wukong')
    expect(done.report).toMatchObject({ created: 1, skipped: 1, refused: 0 })
    expect(await found('account', { name: '乙公司' })).toMatchObject([
      { level: 'A', phone: { e164: '+8613800138222' }, description: '老客户\n电话：010-88886666', source: 'referral' },
    ])
    await bring(
      'contact',
      '悟空联系人.csv',
      '姓名,客户名称,手机,电话,邮箱,职务,是否关键决策人,地址,下次联系时间,备注,性别\n王总,乙公司,13800138333,,,总经理,是,,,,男\n',
    )
    expect(await found('contact', { name: '王总' })).toMatchObject([
      { account: titled('乙公司'), decisionRole: 'decisionMaker', gender: 'male' },
    ])
  })

  test('企业微信：同一客户多名员工，只导入一条并共享给其他人', async () => {
    const [li, zhao] = [await sampan.person('李雷', 'sales'), await sampan.person('赵敏', 'sales')]
    const done = await bring(
      'contact',
      '客户联系.csv',
      '客户名称,描述,添加人,添加人账号,添加人所属部门,添加时间,来源,手机,企业,邮箱,地址,职务,电话,标签组1(客户等级),标签组2(行业)\n' +
        '孙悟空,取经,李雷,lilei,销售一部,2024/3/5 10:00,扫描二维码,13800138444,花果山集团,,,大圣,,重点、VIP,\n' +
        '孙悟空,,赵敏,zhaomin,销售二部,2024/4/5 10:00,名片分享,13800138444,花果山集团,,,,,,旅游\n',
    )
    expect(done.analysis.profile?.key).toBe('wecom')
    expect(done.report).toMatchObject({ rows: 2, created: 1, skipped: 1, refused: 0 })
    const [wukong] = await found('contact', { name: '孙悟空' })
    expect(wukong).toMatchObject({
      owner: titled('李雷'),
      account: titled('花果山集团'),
      description: '取经\n标签组1(客户等级)：重点、VIP',
    })
    const shares = await sampan.call(li, 'GET', `/api/v1/contact/${wukong!['id']}/shares`)
    expect(JSON.stringify(shares.body)).toContain(zhao.principal.id)
    expect((await sampan.call(zhao, 'GET', `/api/v1/contact/${wukong!['id']}`)).status).toBe(200)
  })
})

test('Google Contacts: any number of mails and telephones, several values in a cell', async () => {
  const done = await bring(
    'contact',
    'contacts.csv',
    '\ufeffFirst Name,Middle Name,Last Name,Phonetic First Name,Name Prefix,Name Suffix,Nickname,File As,Organization Name,Organization Title,Organization Department,Birthday,Notes,Photo,Labels,E-mail 1 - Label,E-mail 1 - Value,E-mail 2 - Label,E-mail 2 - Value,Phone 1 - Label,Phone 1 - Value,Phone 2 - Label,Phone 2 - Value,Address 1 - Label,Address 1 - City,Website 1 - Label,Website 1 - Value\n' +
      'Ada,,Google,,Dr.,,,,Alphabet,Engineer,,1990-02-28,"line one\nline two",https://photo.example/1,coworkers ::: * myContacts,* Work,a@goo.example ::: b@goo.example,,,* Work,+1 650-253-0000,Mobile,+1 650-253-0001,,Mountain View,Blog,https://ada.example\n' +
      'c@goo.example,,,,,,,,,,,,,,* myContacts,,c@goo.example,,,,,,,,,,\n',
  )
  expect(done.analysis.profile?.key).toBe('googleContacts')
  expect(done.report, JSON.stringify(done.report)).toMatchObject({ created: 2, refused: 0 })
  const [ada] = await found('contact', { email: 'a@goo.example' })
  expect(ada).toMatchObject({
    name: 'Ada Google',
    account: titled('Alphabet'),
    phone: { e164: '+16502530000' },
    mobile: { e164: '+16502530001' },
    birthday: '1990-02-28',
  })
  for (const line of [
    'line one\nline two',
    'Labels: coworkers ::: * myContacts',
    'b@goo.example',
    'Name Prefix: Dr.',
    'Website 1 - Value: https://ada.example',
  ])
    expect(ada!['description']).toContain(line)
})

test('Outlook: an empty birthday is 0/0/00; Chinese Windows writes GBK with translated headers', async () => {
  const done = await bring(
    'contact',
    'outlook.csv',
    'First Name,Middle Name,Last Name,Title,Suffix,Initials,Web Page,Gender,Birthday,Anniversary,Notes,E-mail Address,E-mail 2 Address,Primary Phone,Home Phone,Mobile Phone,Company,Job Title,Department,Business Street,Business City,Business State,Business Postal Code,Business Country,Private,Categories\n' +
      'Out,,Look,,,O.L.,,,0/0/00,0/0/00,,o@look.example,,,,+1 425-882-8080,Redmond Inc,PM,,One Way,Redmond,WA,98052,US,Normal,\n',
  )
  expect(done.analysis.profile?.key).toBe('outlook')
  expect(done.report, JSON.stringify(done.report)).toMatchObject({ created: 1, refused: 0 })
  expect(await found('contact', { email: 'o@look.example' })).toMatchObject([
    { name: 'Out Look', birthday: null, account: titled('Redmond Inc'), mobile: { e164: '+14258828080' } },
  ])
  const chinese = await bring(
    'contact',
    '联系人.csv',
    iconv.encode(
      '姓,名,单位,部门,职务,商务地址 街道,移动电话,电子邮件地址\r\n欧阳,修,庐陵书院,文学部,主任,醉翁亭路 1 号,13800138555,oyx@look.example\r\n',
      'gbk',
    ),
  )
  expect(chinese.analysis).toMatchObject({ source: { encoding: 'gb18030' }, profile: { key: 'outlook' } })
  expect(await found('contact', { email: 'oyx@look.example' })).toMatchObject([
    { name: '欧阳修', account: titled('庐陵书院'), department: '文学部', mobile: { e164: '+8613800138555' } },
  ])
})

test('vCard: people with their company, several telephones and mails', async () => {
  const done = await bring(
    'contact',
    '名片.vcf',
    [
      'BEGIN:VCARD',
      'VERSION:3.0',
      'UID:card-1',
      'N:赵;云;;;',
      'FN:赵云',
      'ORG:常山商行;采购部',
      'TITLE:经理',
      'TEL;TYPE=CELL:13800138777',
      'TEL;TYPE=WORK:0311-8600 1234',
      'EMAIL:zy@card.example',
      'EMAIL:zy2@card.example',
      'ADR;TYPE=WORK:;;解放路 1 号;石家庄;河北;050000;中国',
      'BDAY:19900101',
      'URL:https://card.example',
      'NOTE:展会认识\\n要样品',
      'END:VCARD',
    ].join('\r\n'),
  )
  expect(done.analysis).toMatchObject({ source: { kind: 'vcf' }, profile: { key: 'vcard' } })
  expect(done.report, JSON.stringify(done.report)).toMatchObject({ created: 1, refused: 0 })
  const [zhao] = await found('contact', { email: 'zy@card.example' })
  expect(zhao).toMatchObject({
    name: '赵云',
    sourceId: 'card-1',
    account: titled('常山商行'),
    department: '采购部',
    mobile: { e164: '+8613800138777' },
    birthday: '1990-01-01',
    address: { city: '石家庄' },
  })
  for (const line of ['展会认识\n要样品', 'zy2@card.example', 'https://card.example'])
    expect(zhao!['description']).toContain(line)
})
