import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { keepFavourites, useFavouriteKeys, useFavourites } from '../client/favourites.ts'
import { useMeta } from '../client/queries.ts'
import { Icon } from '../ui/Icon.tsx'
import styles from './Favourites.module.css'

/** What she keeps at hand, in her own order: dragged, or moved by Alt and the arrows. */
export function Favourites({ item, word }: { item: string | undefined; word: string | undefined }) {
  const { t } = useTranslation()
  const { objects } = useMeta()
  const keys = useFavouriteKeys()
  const shown = useFavourites()
  const [dragged, setDragged] = useState<string | null>(null)
  if (shown.length === 0) return null
  const put = (key: string, before: string) => {
    if (key === before) return
    const rest = keys.filter((one) => one !== key)
    const down = keys.indexOf(key) < keys.indexOf(before)
    rest.splice(rest.indexOf(before) + (down ? 1 : 0), 0, key)
    keepFavourites(rest)
  }
  return (
    <section className={styles.favourites} aria-label={t('favourites.title')}>
      <h2 className={word}>{t('favourites.title')}</h2>
      <ul>
        {shown.map((one, i) => (
          <li key={one.key}>
            <a
              href={one.href}
              data-record={one.key}
              className={item}
              title={one.title}
              onDragStart={() => setDragged(one.key)}
              onDragEnd={() => setDragged(null)}
              onDragOver={(event) => event.preventDefault()}
              onDrop={(event) => {
                event.preventDefault()
                if (dragged) put(dragged, one.key)
              }}
              onKeyDown={(event) => {
                const step = event.altKey ? { ArrowUp: -1, ArrowDown: 1 }[event.key] : undefined
                const other = step && shown[i + step]
                if (!other) return
                event.preventDefault()
                put(one.key, other.key)
              }}
            >
              <Icon name={one.key.startsWith('savedView/') ? 'layout-list' : objects[one.object]?.icon} />
              <span className={word}>{one.title}</span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  )
}
