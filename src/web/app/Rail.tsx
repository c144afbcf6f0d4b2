import { Menu } from '@mantine/core'
import {
  IconCheck,
  IconChevronDown,
  IconCircleCheck,
  IconContrast2,
  IconDeviceDesktop,
  IconFileText,
  IconHelp,
  IconInbox,
  IconKeyboard,
  IconLanguage,
  IconLayoutSidebarLeftCollapse,
  IconLayoutSidebarLeftExpand,
  IconLogout,
  IconMoon,
  IconSearch,
  IconSettings,
  IconSun,
  IconSunHigh,
  IconUserCircle,
} from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { languageTags } from '#kernel/label.ts'
import { forgetAsked } from '../client/asked.ts'
import { queries, useMeta } from '../client/queries.ts'
import { signOut } from '../client/session.ts'
import { enter, workspacesQuery } from '../client/workspaces.ts'
import { complain } from '../client/writes.ts'
import { Favourites } from '../favourites/Favourites.tsx'
import { Bell } from '../notices/Bell.tsx'
import { Avatar } from '../ui/Avatar.tsx'
import { Icon } from '../ui/Icon.tsx'
import { Keys } from '../ui/Keys.tsx'
import { language } from '../ui/language.ts'
import { useTheme } from '../ui/theme.ts'
import { inGroups, pluralOf } from './navigation.ts'
import { palette } from './palette.ts'
import styles from './Rail.module.css'
import { keepLanguage } from './words/keep.ts'
import { languageNames } from './words/languages.ts'

type Props = { narrow: boolean; onFold: () => void; open: boolean; onClose: () => void; onHelp: () => void }

/** The left rail: workspace, search, today, the objects of each module. On a phone it slides in. */
export function Rail({ narrow, onFold, open, onClose, onHelp }: Props) {
  const { t } = useTranslation()
  const meta = useMeta()
  return (
    <>
      {open && <button type="button" className={styles.scrim} aria-label={t('do.close')} onClick={onClose} />}
      <nav
        className={styles.rail}
        aria-label={t('shell.main')}
        data-narrow={narrow || undefined}
        data-open={open || undefined}
      >
        <div className={styles.head}>
          <Account onHelp={onHelp} />
          <button
            type="button"
            className={styles.fold}
            aria-label={t(narrow ? 'shell.expand' : 'shell.collapse')}
            title={t(narrow ? 'shell.expand' : 'shell.collapse')}
            onClick={onFold}
          >
            {narrow ? (
              <IconLayoutSidebarLeftExpand size={17} stroke={1.6} />
            ) : (
              <IconLayoutSidebarLeftCollapse size={17} stroke={1.6} />
            )}
          </button>
        </div>
        <button type="button" className={styles.search} onClick={() => palette.set(true)}>
          <IconSearch size={16} stroke={1.6} />
          <span className={styles.word}>{t('shell.search')}</span>
          <Keys of="mod+k" />
        </button>
        <Link
          to="/"
          className={styles.item}
          activeOptions={{ exact: true }}
          title={narrow ? t('shell.home') : undefined}
        >
          <IconSunHigh size={16} stroke={1.6} />
          <span className={styles.word}>{t('shell.home')}</span>
        </Link>
        <Bell className={styles.item} word={styles.word} />
        {meta.workspace.approvals && (
          <Link to="/approvals" className={styles.item} title={narrow ? t('shell.approvals') : undefined}>
            <IconCircleCheck size={16} stroke={1.6} />
            <span className={styles.word}>{t('shell.approvals')}</span>
          </Link>
        )}
        {meta.objects['pool'] && (
          <Link to="/pools" className={styles.item} title={narrow ? pluralOf(meta.objects['pool']) : undefined}>
            <IconInbox size={16} stroke={1.6} />
            <span className={styles.word}>{pluralOf(meta.objects['pool'])}</span>
          </Link>
        )}
        {meta.objects['printBatch']?.rights.create && (
          <Link to="/print" className={styles.item} title={narrow ? pluralOf(meta.objects['printBatch']) : undefined}>
            <IconFileText size={16} stroke={1.6} />
            <span className={styles.word}>{pluralOf(meta.objects['printBatch'])}</span>
          </Link>
        )}
        <div className={styles.groups}>
          {inGroups(meta).map((objects) => (
            <ul key={objects[0]?.module} className={styles.group}>
              {objects.map((object) => (
                <li key={object.key}>
                  <Link
                    to="/$object"
                    params={{ object: object.key }}
                    search={{}}
                    className={styles.item}
                    activeOptions={{ includeSearch: false }}
                    title={narrow ? pluralOf(object) : undefined}
                  >
                    <Icon name={object.icon} />
                    <span className={styles.word}>{pluralOf(object)}</span>
                  </Link>
                </li>
              ))}
            </ul>
          ))}
          <Favourites item={styles.item} word={styles.word} />
        </div>
        {meta.workspace.sample && <span className={styles.sample}>{t('shell.sample')}</span>}
        <Link to="/help" className={styles.item} title={narrow ? t('help.title') : undefined}>
          <IconHelp size={16} stroke={1.6} />
          <span className={styles.word}>{t('help.title')}</span>
        </Link>
        <Link to="/settings" className={styles.item} title={narrow ? t('shell.settings') : undefined}>
          <IconSettings size={16} stroke={1.6} />
          <span className={styles.word}>{t('shell.settings')}</span>
        </Link>
      </nav>
    </>
  )
}

function Account({ onHelp }: { onHelp: () => void }) {
  const { t } = useTranslation()
  const meta = useMeta()
  const navigate = useNavigate()
  const [theme, choose] = useTheme()
  return (
    <Menu
      withInitialFocusPlaceholder={false}
      position="bottom-start"
      width={220}
      transitionProps={{ duration: 0 }}
      keepMounted={false}
    >
      <Menu.Target>
        <button type="button" className={styles.account}>
          {meta.workspace.logo ? (
            <img src={meta.workspace.logo} alt="" className={styles.logo} />
          ) : (
            <Avatar name={meta.workspace.name} square />
          )}
          <span className={`clip ${styles.workspace}`}>{meta.workspace.name}</span>
          <span className="unseen">{t('shell.account')}</span>
          <IconChevronDown size={13} color="var(--faint)" className={styles.chevron} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={styles.me}>
          <Avatar name={meta.user.name} />
          <span className="clip">
            <b>{meta.user.name}</b>
            <br />
            <span className={styles.mail}>{meta.user.email}</span>
          </span>
        </div>
        <OtherWorkspaces />
        <Menu.Divider />
        <Menu.Label>{t('shell.theme')}</Menu.Label>
        <div className={styles.choices}>
          {(
            [
              ['light', <IconSun key="light" size={15} />],
              ['dark', <IconMoon key="dark" size={15} />],
              ['contrast', <IconContrast2 key="contrast" size={15} />],
              ['auto', <IconDeviceDesktop key="auto" size={15} />],
            ] as const
          ).map(([scheme, icon]) => (
            <button
              key={scheme}
              type="button"
              aria-pressed={theme === scheme}
              title={t(scheme === 'auto' ? 'shell.system' : `shell.${scheme}`)}
              aria-label={t(scheme === 'auto' ? 'shell.system' : `shell.${scheme}`)}
              onClick={() => choose(scheme)}
            >
              {icon}
            </button>
          ))}
        </div>
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconUserCircle size={15} />}
          onClick={() => void navigate({ to: '/settings/$page', params: { page: 'account' } })}
        >
          {t('shell.mine')}
        </Menu.Item>
        <Menu.Label>{t('sign.language')}</Menu.Label>
        {meta.workspace.settings.languages.map((one) => (
          <Menu.Item
            key={one}
            lang={languageTags[one]}
            leftSection={<IconLanguage size={15} />}
            rightSection={language() === one ? <IconCheck size={14} /> : null}
            onClick={() => void keepLanguage(one)}
          >
            {languageNames[one]}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconKeyboard size={15} />} rightSection={<Keys of="?" />} onClick={onHelp}>
          {t('shell.keys')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconLogout size={15} />}
          onClick={() =>
            void signOut().then(() => {
              queries.clear()
              forgetAsked()
              void navigate({ to: '/sign-in', search: {} })
            }, complain)
          }
        >
          {t('sign.out')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

/** The way to the other workspaces of a person who has several. */
function OtherWorkspaces() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { data } = useQuery(workspacesQuery)
  const others = data?.data.filter((one) => !one.current && !one.suspended) ?? []
  if (others.length === 0) return null
  return (
    <>
      <Menu.Divider />
      <Menu.Label>{t('workspaces.change')}</Menu.Label>
      {others.map((one) => (
        <Menu.Item
          key={one.id}
          leftSection={<Avatar name={one.name} square />}
          onClick={() => void enter(one.id).then(() => navigate({ to: '/', reloadDocument: true }), complain)}
        >
          <span className="clip">{one.name}</span>
        </Menu.Item>
      ))}
    </>
  )
}
