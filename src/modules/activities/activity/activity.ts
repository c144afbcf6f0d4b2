import { date } from '#kernel/fields/date.ts'
import { datetime } from '#kernel/fields/datetime.ts'
import { files } from '#kernel/fields/files.ts'
import { longText } from '#kernel/fields/longText.ts'
import { multiSelect } from '#kernel/fields/multiSelect.ts'
import { number } from '#kernel/fields/number.ts'
import { relation } from '#kernel/fields/relation.ts'
import { select } from '#kernel/fields/select.ts'
import { text } from '#kernel/fields/text.ts'
import { defineObject } from '#kernel/object.ts'

/** Something done for a customer, or to be done. `at` is when it happened, else when it is due. */
export const activity = defineObject('activity', {
  label: { en: 'Activity', zh: '跟进' },
  plural: 'Activities',
  title: 'subject',
  icon: 'calendar',
  traits: ['owned', 'importable', 'timeline'],
  happensAt: 'at',
  pending: { status: 'open' },
  fields: {
    kind: select({
      label: { en: 'Kind', zh: '类型' },
      required: true,
      default: 'task',
      options: [
        { key: 'task', label: { en: 'Task', zh: '任务' }, color: 'blue' },
        { key: 'call', label: { en: 'Call', zh: '通话' }, color: 'green' },
        { key: 'meeting', label: { en: 'Meeting', zh: '会议' }, color: 'violet' },
        { key: 'visit', label: { en: 'Visit', zh: '拜访' }, color: 'orange' },
        { key: 'note', label: { en: 'Note', zh: '备注' }, color: 'gray' },
      ],
    }),
    subject: text({ label: { en: 'Subject', zh: '主题' }, required: true, search: 'text', max: 200 }),
    body: longText({ label: { en: 'Content', zh: '内容' }, search: 'text' }),
    status: select({
      label: { en: 'Status', zh: '状态' },
      required: true,
      default: 'open',
      options: [
        { key: 'open', label: { en: 'Open', zh: '待办' }, color: 'blue' },
        { key: 'done', label: { en: 'Done', zh: '已完成' }, color: 'green' },
        { key: 'cancelled', label: { en: 'Cancelled', zh: '已取消' }, color: 'gray' },
      ],
    }),
    priority: select({
      label: { en: 'Priority', zh: '优先级' },
      default: 'normal',
      options: [
        { key: 'high', label: { en: 'High', zh: '高' }, color: 'red' },
        { key: 'normal', label: { en: 'Normal', zh: '普通' }, color: 'gray' },
        { key: 'low', label: { en: 'Low', zh: '低' }, color: 'blue' },
      ],
    }),
    dueAt: datetime({ label: { en: 'Due', zh: '截止时间' } }),
    startAt: datetime({ label: { en: 'Start', zh: '开始时间' } }),
    endAt: datetime({ label: { en: 'End', zh: '结束时间' } }),
    doneAt: datetime({ label: { en: 'Done at', zh: '完成时间' } }),
    at: datetime({
      label: { en: 'When', zh: '时间' },
      system: true,
      required: true,
      help: {
        en: 'When it was done, else when it begins or is due.',
        zh: '已完成的取完成时间，否则取开始或截止时间。',
      },
    }),
    durationSeconds: number({
      label: { en: 'Duration', zh: '时长' },
      unit: 'seconds',
      integer: true,
      min: 0,
      help: {
        en: 'Minutes, or with a unit: 30s, 2m 30s, 1:30. In files and the API a number alone is seconds.',
        zh: '填分钟数，也可带单位：30 秒、2 分 30 秒、1:30。文件和接口中不带单位的数字为秒。',
      },
    }),
    durationMinutes: number({
      label: { en: 'Minutes', zh: '时长（分钟）' },
      integer: true,
      min: 0,
      help: { en: 'The whole minutes of the duration.', zh: '时长中的整分钟数。' },
    }),
    direction: select({
      label: { en: 'Direction', zh: '方向' },
      options: [
        { key: 'outbound', label: { en: 'Outbound', zh: '呼出' } },
        { key: 'inbound', label: { en: 'Inbound', zh: '呼入' } },
      ],
    }),
    outcome: select({
      label: { en: 'Outcome', zh: '结果' },
      options: [
        { key: 'interested', label: { en: 'Interested', zh: '有意向' }, color: 'green' },
        { key: 'callback', label: { en: 'Talk again later', zh: '稍后再联系' }, color: 'blue' },
        { key: 'notInterested', label: { en: 'Not interested', zh: '暂无意向' }, color: 'gray' },
        { key: 'noAnswer', label: { en: 'No answer', zh: '未接通' }, color: 'orange' },
        { key: 'agreed', label: { en: 'Agreed', zh: '达成一致' }, color: 'teal' },
      ],
    }),
    location: text({ label: { en: 'Place', zh: '地点' } }),
    account: relation('account', {
      label: { en: 'Account', zh: '客户' },
      inverse: 'activities',
      timeline: true,
    }),
    contact: relation('contact', {
      label: { en: 'Contact', zh: '联系人' },
      inverse: 'activities',
      timeline: true,
    }),
    previous: relation('activity', {
      label: { en: 'Follows', zh: '上一次跟进' },
      inverse: 'next',
      help: { en: 'The activity after which this one was planned.', zh: '由哪一次跟进安排而来。' },
    }),
    attachments: files({ label: { en: 'Files', zh: '附件' } }),
    remind: select({
      label: { en: 'Remind me', zh: '提前提醒' },
      options: [
        { key: '30', label: { en: '30 minutes before', zh: '提前 30 分钟' } },
        { key: '60', label: { en: '1 hour before', zh: '提前 1 小时' } },
        { key: '240', label: { en: '4 hours before', zh: '提前 4 小时' } },
        { key: '1440', label: { en: '1 day before', zh: '提前 1 天' } },
        { key: '2880', label: { en: '2 days before', zh: '提前 2 天' } },
        { key: '10080', label: { en: '1 week before', zh: '提前 1 周' } },
      ],
    }),
    remindAt: datetime({ label: { en: 'Reminder at', zh: '提醒时间' }, system: true, index: true }),
    repeat: select({
      label: { en: 'Repeats', zh: '重复' },
      help: { en: 'The next one is made when this one is done.', zh: '完成后自动安排下一次。' },
      options: [
        { key: 'day', label: { en: 'Every day', zh: '每天' } },
        { key: 'workingDay', label: { en: 'Every working day', zh: '每个工作日' } },
        { key: 'week', label: { en: 'Every week', zh: '每周' } },
        { key: 'month', label: { en: 'Every month', zh: '每月' } },
        { key: 'nthWorkingDay', label: { en: 'On a working day of the month', zh: '每月第几个工作日' } },
        { key: 'lastWorkingDay', label: { en: 'On the last working day of the month', zh: '每月最后一个工作日' } },
        { key: 'afterDone', label: { en: 'Days after it is done', zh: '完成后若干天' } },
      ],
    }),
    repeatEvery: number({
      label: { en: 'Every so many', zh: '间隔' },
      integer: true,
      min: 1,
      max: 366,
      help: { en: 'Days, weeks or months; 1 where it is empty.', zh: '天、周或月的数目，不填为 1。' },
    }),
    repeatOn: multiSelect({
      label: { en: 'On these weekdays', zh: '每周的哪几天' },
      options: [
        { key: '1', label: { en: 'Monday', zh: '周一' } },
        { key: '2', label: { en: 'Tuesday', zh: '周二' } },
        { key: '3', label: { en: 'Wednesday', zh: '周三' } },
        { key: '4', label: { en: 'Thursday', zh: '周四' } },
        { key: '5', label: { en: 'Friday', zh: '周五' } },
        { key: '6', label: { en: 'Saturday', zh: '周六' } },
        { key: '7', label: { en: 'Sunday', zh: '周日' } },
      ],
    }),
    repeatNth: number({ label: { en: 'Which working day', zh: '第几个工作日' }, integer: true, min: 1, max: 20 }),
    repeatUntil: date({ label: { en: 'Until', zh: '重复至' } }),
  },
  views: {
    list: ['subject', 'kind', 'status', 'at', 'account', 'contact', 'outcome', 'owner'],
    sort: ['-at'],
    board: { by: 'status', card: ['subject', 'kind', 'account', 'dueAt'] },
    calendar: { at: 'at', until: 'endAt', tone: 'kind', moves: ['dueAt', 'startAt', 'endAt'] },
    create: ['subject', 'dueAt', 'kind', 'account'],
    header: ['kind', 'status', 'at', 'account', 'owner'],
    page: [
      { label: { en: 'What', zh: '跟进内容' }, fields: ['kind', 'subject', 'body', 'outcome', 'status', 'priority'] },
      { label: { en: 'With whom', zh: '对象' }, fields: ['account', 'contact', 'owner'] },
      { label: { en: 'When', zh: '时间' }, fields: ['dueAt', 'startAt', 'endAt', 'doneAt', 'durationSeconds'] },
      {
        label: { en: 'Again and again', zh: '提醒与重复' },
        fields: ['remind', 'repeat', 'repeatEvery', 'repeatOn', 'repeatNth', 'repeatUntil'],
      },
      { label: { en: 'More', zh: '其他' }, fields: ['direction', 'location', 'previous', 'attachments'] },
    ],
  },
  indexes: [['at'], ['createdAt'], ['dueAt'], ['account', 'at'], ['contact', 'at'], ['owner', 'status', 'at']],
})
