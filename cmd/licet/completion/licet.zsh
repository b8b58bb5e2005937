#compdef licet
# Completion of licet for zsh, made by `licet completion zsh`.

_licet() {
  local line files=none
  local -a before candidates
  before=("${(@Q)words[2,CURRENT-1]}")
  while IFS= read -r line; do
    case $line in
      :*) files=${line#:} ;;
      *)
        # _describe parts the word from what it is at the first colon.
        local word=${line%%$'\t'*} about=${line#*$'\t'}
        candidates+=("${word//:/\\:}${about:+:$about}")
        ;;
    esac
  done < <("${(Q)words[1]/#\~/$HOME}" __complete "${before[@]}" "${(Q)PREFIX}" 2>/dev/null)

  (( ${#candidates} )) && _describe -V licet candidates -M 'm:{a-zA-Z}={A-Za-z}'
  case $files in
    files) [[ $PREFIX == -*=* ]] && compset -P '*='; _files ;;
    dirs) [[ $PREFIX == -*=* ]] && compset -P '*='; _files -/ ;;
  esac
}

if [ "$funcstack[1]" = _licet ]; then
  _licet "$@"
else
  compdef _licet licet
fi
