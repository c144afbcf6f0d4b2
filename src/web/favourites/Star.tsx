import { IconStar, IconStarFilled } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { keepFavourites, mostFavourites, useFavouriteKeys } from '../client/favourites.ts'
import { IconButton } from '../ui/Button.tsx'
import { useKeys } from '../ui/keys.ts'
import { say } from '../ui/toast.tsx'

/** Keeps a record or a saved view at hand, or lets go of it; `b` does the same. */
export function Star({ object, id, small }: { object: string; id: string; small?: boolean }) {
  const { t } = useTranslation()
  const keys = useFavouriteKeys()
  const key = `${object}/${id}`
  const kept = keys.includes(key)
  const toggle = () => {
    if (!kept && keys.length >= mostFavourites) say(t('favourites.full', { most: mostFavourites }))
    else keepFavourites(kept ? keys.filter((one) => one !== key) : [...keys, key])
  }
  useKeys({ b: toggle }, !small)
  return (
    <IconButton
      small={small ?? false}
      aria-pressed={kept}
      label={t(kept ? 'favourites.remove' : 'favourites.add')}
      onClick={toggle}
    >
      {kept ? <IconStarFilled size={15} color="var(--accent)" /> : <IconStar size={15} stroke={1.6} />}
    </IconButton>
  )
}
