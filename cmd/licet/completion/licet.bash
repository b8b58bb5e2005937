# Completion of licet for bash 3.2 and newer, made by `licet completion bash`.

_licet() {
  local cur line word files i
  local -a words answers
  # Bash parts words at = and :, licet does not.
  words=()
  for ((i = 1; i <= COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    if ((i > 1)) && [[ $word == [=:]* || ${COMP_WORDS[i - 1]} == *[=:] ]] && ((${#words[@]} > 0)); then
      words[${#words[@]} - 1]+=$word
    else
      words+=("$word")
    fi
  done
  cur=${words[${#words[@]} - 1]}
  # A word that was begun with a quote is not whole yet.
  local quote=''
  case $cur in \'* | \"*) quote=${cur:0:1} cur=${cur:1} ;; esac
  for ((i = 0; i < ${#words[@]} - 1; i++)); do
    word=${words[i]}
    case $word in
      \'*\' | \"*\") word=${word:1:${#word}-2} ;;
      *) word=${word//\\/} ;;
    esac
    words[i]=$word
  done
  [[ -n $quote ]] || cur=${cur//\\/}
  words[${#words[@]} - 1]=$cur

  COMPREPLY=()
  files=none answers=()
  while IFS= read -r line; do
    case $line in
      :*) files=${line:1} ;;
      *) answers+=("$line") ;;
    esac
  done < <("${COMP_WORDS[0]/#\~/$HOME}" __complete "${words[@]}" 2>/dev/null)

  for line in "${answers[@]}"; do
    word=${line%%$'\t'*}
    # Bash replaces only what stands behind the last = of the word.
    case $cur in -*=*) word=${word#*=} ;; esac
    if [[ -z $quote ]]; then
      printf -v word '%q' "$word"
      word=${word//\\,/,}
    fi
    COMPREPLY+=("$word")
  done
  case $files in
    files) compopt -o filenames 2>/dev/null; _licet_files "$cur" -f ;;
    dirs) compopt -o filenames 2>/dev/null; _licet_files "$cur" -d ;;
  esac
  # A flag with = and a list with commas go on behind the word.
  if ((${#COMPREPLY[@]} == 1)) && [[ ${COMPREPLY[0]} == *= ]]; then
    compopt -o nospace 2>/dev/null
  fi
}

_licet_files() {
  local path part=$1
  case $part in -*=*) part=${part#*=} ;; esac
  while IFS= read -r path; do
    COMPREPLY+=("$path")
  done < <(compgen "$2" -- "$part")
}

complete -F _licet licet
