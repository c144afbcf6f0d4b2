import { Popover } from '@mantine/core'
import { IconAdjustmentsHorizontal } from '@tabler/icons-react'
import { type ReactNode, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { Bone } from '../../ui/Bone.tsx'
import { Button } from '../../ui/Button.tsx'
import styles from './DisplayMenu.module.css'

/** The button behind which it is chosen how a list or a board looks; what stands there loads when it is opened. */
export function Display({ children }: { children: ReactNode }) {
  const { t } = useTranslation()
  return (
    <Popover position="bottom-end" offset={4} trapFocus transitionProps={{ duration: 0 }}>
      <Popover.Target>
        <Button small look="quiet" icon={<IconAdjustmentsHorizontal size={15} stroke={1.7} />}>
          {t('views.display')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={styles.menu} aria-label={t('views.display')}>
        <Suspense fallback={<Bone width="60%" />}>{children}</Suspense>
      </Popover.Dropdown>
    </Popover>
  )
}
