import type { ComponentProps, ReactNode } from 'react'
import styles from './Button.module.css'

type Props = ComponentProps<'button'> & {
  look?: 'primary' | 'outline' | 'quiet' | 'danger'
  small?: boolean
  wide?: boolean
  /** Stands before the words. */
  icon?: ReactNode
}

/** A button with words. One `primary` per screen or dialog. */
export function Button({ look = 'outline', small, wide, icon, className, children, ...rest }: Props) {
  const names = [styles.button, styles[look], small && styles.small, wide && styles.wide, className]
  return (
    <button type="button" className={names.filter(Boolean).join(' ')} {...rest}>
      {icon}
      {children}
    </button>
  )
}

/** A link to a file, which looks like a button. */
export function DownloadButton({
  icon,
  className,
  children,
  ...rest
}: Omit<ComponentProps<'a'>, 'download'> & { icon?: ReactNode }) {
  return (
    <a download className={[styles.button, styles['outline'], className].filter(Boolean).join(' ')} {...rest}>
      {icon}
      {children}
    </a>
  )
}

/** A link to what opens beside this, which looks like a button. */
export function LinkButton({ icon, className, children, ...rest }: ComponentProps<'a'> & { icon?: ReactNode }) {
  return (
    <a className={[styles.button, styles['outline'], className].filter(Boolean).join(' ')} {...rest}>
      {icon}
      {children}
    </a>
  )
}

/** A button that is only a picture; `label` is read aloud and shown on hover. */
export function IconButton({
  label,
  look = 'quiet',
  small,
  className,
  ...rest
}: Omit<Props, 'icon'> & { label: string }) {
  const names = [styles.button, styles[look], styles.square, small && styles.small, className]
  return <button type="button" aria-label={label} title={label} className={names.filter(Boolean).join(' ')} {...rest} />
}
