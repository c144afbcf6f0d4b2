import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { complain } from '../../client/writes.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { Button } from '../../ui/Button.tsx'
import styles from './Company.module.css'

type Props = {
  name: string
  logo: string | null
  error: string | undefined
  readOnly: boolean
  onChange: (logo: string | null) => void
}

/** The picture of the company; a chosen one is made small here. */
export function LogoInput({ name, logo, error, readOnly, onChange }: Props) {
  const { t } = useTranslation()
  const file = useRef<HTMLInputElement>(null)
  return (
    <div className={styles.logo}>
      {logo ? (
        <img src={logo} alt={t('company.logo')} className={styles.picture} />
      ) : (
        <Avatar name={name} large square />
      )}
      <div>
        {!readOnly && (
          <div className={styles.logoButtons}>
            <Button small onClick={() => file.current?.click()}>
              {t('company.logoChoose')}
            </Button>
            {logo && (
              <Button small look="quiet" onClick={() => onChange(null)}>
                {t('do.remove')}
              </Button>
            )}
            <input
              ref={file}
              type="file"
              hidden
              accept="image/png,image/jpeg,image/webp"
              aria-label={t('company.logoChoose')}
              onChange={({ target }) => {
                const chosen = target.files?.[0]
                if (chosen) small(chosen).then(onChange, () => complain(new Error(t('company.logoHelp'))))
                target.value = ''
              }}
            />
          </div>
        )}
        <p className={error ? styles.wrong : styles.help} role={error ? 'alert' : undefined}>
          {error ?? t('company.logoHelp')}
        </p>
      </div>
    </div>
  )
}

const side = 128

/** The picture in a square of 128 points, as a data URL. */
async function small(file: File): Promise<string> {
  const picture = await createImageBitmap(file)
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = side
  const scale = Math.min(side / picture.width, side / picture.height)
  const [width, height] = [picture.width * scale, picture.height * scale]
  canvas.getContext('2d')?.drawImage(picture, (side - width) / 2, (side - height) / 2, width, height)
  return canvas.toDataURL('image/png')
}
