"""The parts of the completion scripts that are the same whatever there is to complete: for bash, and for zsh."""

USERS_PRESETS = (
    "local file",
    'for file in "${XDG_CONFIG_HOME:-$HOME/.config}"/nntui/presets/*.toml; do',
    '  [ -e "$file" ] && file="${file##*/}" && printf \'%s\\n\' "${file%.toml}"',
    "done 2>/dev/null",
)
"""How the names of the user's own presets are printed, as the body of a function."""

SHARED = """
# KEY= for a word without =, else the word up to its last = or comma with each of the key's values
_nntui_pairs() {
  local value last="${1##*[=,]}"
  case "$1" in
    *=*) for value in $(_nntui_values "${1%%=*}"); do printf '%s\\n' "${1%"$last"}$value"; done ;;
    *) _nntui_keys ;;
  esac
}

# what is wanted after the command $1, with the word $2 before the cursor and $3 at it
_nntui_wanted() {
  local takes
  takes="$(_nntui_takes "$1" "$2")"
  case "$2:$3" in
    -*:*) [ -n "$takes" ] && printf '%s\\n' "$takes" && return ;;
  esac
  case "$3" in
    -*) printf 'flags\\n' ;;
    *) _nntui_takes "$1" '' ;;
  esac
}

# the command that stands first, or - for the playground
_nntui_command() {
  case "
$(_nntui_commands)" in
    *"
$1:"*) printf '%s\\n' "$1" ;;
    *) printf '%s\\n' - ;;
  esac
}
"""
"""What bash and zsh both understand."""

BASH = """
_nntui() {
  local line="${COMP_LINE:0:COMP_POINT}" IFS=$' \\t\\n' words cur command wanted kind found word
  read -ra words <<< "${line//\\\\ /$'\\1'}"  # a blank behind a backslash parts no words
  case "$line" in *[[:space:]]) words+=("") ;; esac
  cur="${words[${#words[@]}-1]//$'\\1'/ }"
  cur="${cur//\\\\/}"
  if [ ${#words[@]} -le 2 ]; then
    command=-
    wanted="$(_nntui_wanted - '' "$cur")"
  else
    command="$(_nntui_command "${words[1]}")"
    wanted="$(_nntui_wanted "$command" "${words[${#words[@]}-2]}" "$cur")"
  fi
  kind="${wanted%%$'\\n'*}"
  IFS=$'\\n'
  case "$kind" in
    flags) found="$(_nntui_flags "$command")" ;;
    keys) found="$(_nntui_pairs "$cur")" ;;
    presets) found="$(_nntui_presets; compgen -f -X '!*.toml' -- "$cur"; compgen -d -S / -- "$cur")" ;;
    words) found="${wanted#*$'\\n'}" ;;
    files) found="$(compgen -f -- "$cur")"; compopt -o filenames 2>/dev/null ;;
  esac
  [ ${#words[@]} -le 2 ] && found="$(_nntui_commands)"$'\\n'"$found"
  COMPREPLY=()
  for word in $found; do
    [ "$kind" = flags ] || [ ${#words[@]} -le 2 ] && word="${word%%:*}"
    case "$word" in "$cur"*) ;; *) continue ;; esac
    # names of files are quoted by bash itself
    [ "$kind" != files ] && case "$word" in
      *[!A-Za-z0-9_.,:=^/~+@%-]*) printf -v word %q "$word"; word="${word//\\\\,/,}" ;;
    esac
    COMPREPLY+=("$word")
  done
  case "${COMPREPLY[*]}" in *=|*/) compopt -o nospace 2>/dev/null ;; esac
  case "$COMP_WORDBREAKS" in
    *=*) case "$cur" in *=*) COMPREPLY=("${COMPREPLY[@]#"${cur%"${cur##*=}"}"}") ;; esac ;;
  esac
}

complete -F _nntui nntui
"""

ZSH = """
_nntui() {
  local cur="$words[CURRENT]" command=- wanted
  local -a found lines
  if (( CURRENT > 2 )); then
    command="$(_nntui_command "$words[2]")"
    wanted="$(_nntui_wanted "$command" "$words[CURRENT-1]" "$cur")"
  else
    wanted="$(_nntui_wanted - '' "$cur")"
    lines=("${(@f)$(_nntui_commands)}")
    _describe command lines
  fi
  case "${wanted%%$'\\n'*}" in
    flags) lines=("${(@f)$(_nntui_flags "$command")}"); _describe option lines ;;
    keys)
      found=("${(@f)$(_nntui_pairs "$cur")}")
      case "$cur" in *=*) compadd -a found ;; *) compadd -S '' -a found ;; esac ;;
    presets) found=("${(@f)$(_nntui_presets)}"); compadd -a found; _files -g '*.toml' ;;
    words) found=("${(@f)${wanted#*$'\\n'}}"); compadd -a found ;;
    files) _files ;;
  esac
}

if [ "$funcstack[1]" = _nntui ]; then
  _nntui "$@"
else
  compdef _nntui nntui
fi
"""
