import type { phoneEn } from './phone.en.ts'

/** 安装到手机与拇指操作的文字。 */
export const phoneZh: typeof phoneEn = {
  install: {
    newVersion: '同舟有新版本。',
    reload: '重新加载',
  },
  reach: {
    call: '拨打',
    mail: '写邮件',
    map: '导航',
    done: '标为完成',
    photo: '拍照',
    ways: '联系方式',
    not: '已标记为「{{why}}」',
  },
}
