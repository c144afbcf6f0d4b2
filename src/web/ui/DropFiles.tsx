import { type ReactNode, useRef, useState } from 'react'

type Props = {
  label: string
  className: string | undefined
  busy?: boolean
  onFiles: (files: File[]) => void
  children: ReactNode
}

/** Where tables and archives of them are dropped or chosen, one or several. */
export function DropFiles({ label, className, busy = false, onFiles, children }: Props) {
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const take = (files: FileList | null) => {
    if (files && files.length > 0 && !busy) onFiles([...files])
  }
  return (
    <>
      <button
        type="button"
        className={className}
        data-over={over || undefined}
        disabled={busy}
        onClick={() => input.current?.click()}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault()
          setOver(false)
          take(event.dataTransfer.files)
        }}
      >
        {children}
      </button>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        accept=".csv,.tsv,.txt,.xlsx,.xls,.vcf,.zip"
        aria-label={label}
        onChange={(event) => {
          take(event.target.files)
          event.target.value = ''
        }}
      />
    </>
  )
}
