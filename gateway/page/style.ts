/** The look of all pages: one column for screens, A4 on paper. No fonts, pictures or scripts from anywhere. */
export const style = `
:root { --ink: #1c2b2d; --soft: #5c6d70; --line: #d9e2e1; --accent: #0f6b63; --accent-soft: #bfe0da; --warn: #b3412e; --paper: #fff; }
* { box-sizing: border-box; }
body { margin: 0; background: #eef3f2; color: var(--ink); font: 15px/1.5 system-ui, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
main { max-width: 820px; margin: 32px auto; padding: 44px 52px 36px; background: var(--paper); border-radius: 10px; box-shadow: 0 1px 3px rgba(28, 43, 45, .12), 0 12px 32px rgba(28, 43, 45, .07); }
header { display: flex; justify-content: space-between; align-items: flex-start; gap: 24px; padding-bottom: 22px; border-bottom: 3px solid var(--accent); }
h1 { margin: 0; font-size: 30px; line-height: 1.15; letter-spacing: -.02em; font-weight: 650; }
header p { margin: 6px 0 0; color: var(--soft); }
.total { text-align: right; white-space: nowrap; }
.total b { display: block; font-size: 32px; line-height: 1.1; letter-spacing: -.02em; font-weight: 650; color: var(--accent); font-variant-numeric: tabular-nums; }
.total span { color: var(--soft); font-size: 13px; }
h2 { margin: 30px 0 10px; font-size: 13px; letter-spacing: .07em; text-transform: uppercase; color: var(--soft); font-weight: 600; }
.facts { display: grid; grid-template-columns: repeat(3, 1fr); gap: 14px 28px; margin: 22px 0 0; }
.facts dt { color: var(--soft); font-size: 12.5px; }
.facts dd { margin: 0; font-weight: 550; }
.facts dd small { display: block; font-weight: 400; color: var(--soft); font-size: 12.5px; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th { padding: 0 0 6px; text-align: left; font-size: 12.5px; font-weight: 500; color: var(--soft); border-bottom: 1px solid var(--line); }
td { padding: 9px 0 8px; vertical-align: top; border-bottom: 1px solid var(--line); }
th.number, td.number { text-align: right; white-space: nowrap; padding-left: 18px; }
td small { display: block; max-width: 440px; color: var(--soft); font-size: 12.5px; line-height: 1.4; }
tr.sum td { border-bottom: 0; padding-top: 12px; font-weight: 650; font-size: 16px; }
tr.part td { font-weight: 600; }
.tag { display: inline-block; margin-left: 6px; padding: 0 7px; border-radius: 9px; background: var(--accent-soft); color: #0b4f49; font-size: 11.5px; font-weight: 500; line-height: 1.55; vertical-align: 1px; }
.remark { margin: 18px 0 0; padding: 9px 14px; border-left: 3px solid var(--warn); background: #fbf1ee; border-radius: 0 6px 6px 0; }
svg { display: block; width: 100%; height: auto; }
svg text { font: 12px system-ui, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif; fill: var(--soft); }
.legend { display: flex; gap: 20px; margin: 6px 0 0; color: var(--soft); font-size: 12.5px; }
.legend i { display: inline-block; width: 11px; height: 11px; margin-right: 6px; border-radius: 3px; vertical-align: -1px; }
footer { margin-top: 30px; padding-top: 14px; border-top: 1px solid var(--line); color: var(--soft); font-size: 12.5px; }
footer p { margin: 0 0 4px; }
code { font: 12px ui-monospace, "DejaVu Sans Mono", monospace; word-break: break-all; }
@page { size: A4; margin: 14mm 15mm; }
@media print { body { background: none; font-size: 12.5px; } main { margin: 0; padding: 0; max-width: none; box-shadow: none; } tr, section, svg { break-inside: avoid; } }
@media (max-width: 640px) { main { margin: 0; padding: 24px 20px; border-radius: 0; } .facts { grid-template-columns: 1fr 1fr; } header { flex-direction: column; } .total { text-align: left; } }
`;
