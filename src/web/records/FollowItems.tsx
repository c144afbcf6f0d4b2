import { Menu } from '@mantine/core'
import { IconBell, IconBellOff } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { followQuery, setFollow } from '../client/notices.ts'
import { complain } from '../client/writes.ts'
import { say as toast } from '../ui/toast.tsx'

/** In the menu of a page: hear of this record, or hear nothing of it. */
export function FollowItems({ object, id }: { object: string; id: string }) {
  const { t } = useTranslation()
  const { data } = useQuery(followQuery(object, id))
  if (!data) return null
  const set = (state: 'follow' | 'mute' | null) =>
    void setFollow(object, id, state).then(
      () => toast(t(state === 'mute' ? 'notices.muted' : state ? 'notices.followed' : 'notices.plain')),
      complain,
    )
  return (
    <>
      {!data.owner && (
        <Menu.Item leftSection={<IconBell size={15} />} onClick={() => set(data.state === 'follow' ? null : 'follow')}>
          {t(data.state === 'follow' ? 'notices.unfollow' : 'notices.follow')}
        </Menu.Item>
      )}
      <Menu.Item leftSection={<IconBellOff size={15} />} onClick={() => set(data.state === 'mute' ? null : 'mute')}>
        {t(data.state === 'mute' ? 'notices.unmute' : 'notices.mute')}
      </Menu.Item>
    </>
  )
}
