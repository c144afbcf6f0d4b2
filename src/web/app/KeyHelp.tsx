import { useTranslation } from 'react-i18next'
import { useMeta } from '../client/queries.ts'
import { Dialog } from '../ui/Dialog.tsx'
import { Keys } from '../ui/Keys.tsx'
import styles from './KeyHelp.module.css'
import { goLetters, pluralOf } from './navigation.ts'

/** All keys on one sheet. */
export function KeyHelp({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const letters = Object.entries(goLetters(useMeta()))
  return (
    <Dialog open title={t('shell.keys')} onClose={onClose} wide>
      <div className={styles.columns}>
        <Group title={t('keys.anywhere')}>
          <Row keys="mod+k" words={t('keys.palette')} />
          <Row keys="c" words={t('keys.create')} />
          <Row keys="?" words={t('keys.help')} />
          <Row keys="i" words={t('notices.title')} />
          <Row keys="[" words={t('shell.collapse')} />
        </Group>
        <Group title={t('keys.goTo')}>
          <Row keys="g+t" words={t('shell.home')} />
          {letters.map(([letter, object]) => (
            <Row key={letter} keys={`g+${letter}`} words={pluralOf(object)} />
          ))}
          <Row keys="g+s" words={t('shell.settings')} />
        </Group>
        <Group title={t('keys.onBoards')}>
          <Row keys="left" or="right" words={t('keys.move')} />
          <Row keys="shift+left" or="shift+right" words={t('keys.moveCard')} />
        </Group>
        <Group title={t('keys.onCalendars')}>
          <Row keys="left" or="right" words={t('keys.turn')} />
          <Row keys="t" words={t('keys.now')} />
        </Group>
        <Group title={t('keys.byRow')}>
          <Row keys="/" words={t('keys.find')} />
          <Row keys="f" words={t('keys.filter')} />
          <Row keys="j" words={t('keys.down')} />
          <Row keys="k" words={t('keys.up')} />
          <Row keys="enter" or="o" words={t('keys.open')} />
          <Row keys="space" words={t('keys.peek')} />
          <Row keys="e" words={t('keys.edit')} />
          <Row keys="x" words={t('keys.select')} />
          <Row keys="mod+a" words={t('keys.selectAll')} />
          <Row keys="mod+backspace" words={t('keys.deleteSelected')} />
          <Row keys="mod+home" or="mod+end" words={t('keys.ends')} />
          <Row keys="esc" words={t('keys.close')} />
        </Group>
        <Group title={t('keys.byCell')}>
          <Row keys="enter" or="f2" words={t('keys.edit')} />
          <Row keys={t('keys.letters')} words={t('keys.replace')} />
          <Row keys="tab" words={t('keys.next')} />
          <Row keys="shift+up" or="shift+down" words={t('keys.mark')} />
          <Row keys="mod+c" words={t('keys.copy')} />
          <Row keys="mod+v" words={t('keys.paste')} />
          <Row keys="mod+d" words={t('keys.fillDown')} />
          <Row keys="del" words={t('keys.empty')} />
          <Row keys="mod+z" words={t('keys.undo')} />
        </Group>
        <Group title={t('keys.onPages')}>
          <Row keys="e" words={t('keys.editFirst')} />
          <Row keys="b" words={t('favourites.add')} />
          <Row keys="mod+enter" words={t('keys.save')} />
        </Group>
      </div>
    </Dialog>
  )
}

function Group({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section className={styles.group}>
      <h3>{title}</h3>
      <dl>{children}</dl>
    </section>
  )
}

function Row({ keys, or, words }: { keys: string; or?: string; words: string }) {
  return (
    <div className={styles.row}>
      <dt>{words}</dt>
      <dd>
        <Keys of={keys} />
        {or && <Keys of={or} />}
      </dd>
    </div>
  )
}
