# A Homebrew formula of licet. `packaging/README.md` tells of the placeholders.
class Licet < Formula
  desc "Bring a Microsoft 365 tenant's licences in line with a spreadsheet"
  homepage "@HOMEPAGE@"
  version "@VERSION@"
  license "Apache-2.0"

  on_macos do
    on_arm do
      url "@HOMEPAGE@/releases/download/v@VERSION@/licet_@VERSION@_darwin_arm64.tar.gz"
      sha256 "@SHA256_DARWIN_ARM64@"
    end
    on_intel do
      url "@HOMEPAGE@/releases/download/v@VERSION@/licet_@VERSION@_darwin_amd64.tar.gz"
      sha256 "@SHA256_DARWIN_AMD64@"
    end
  end

  on_linux do
    on_arm do
      url "@HOMEPAGE@/releases/download/v@VERSION@/licet_@VERSION@_linux_arm64.tar.gz"
      sha256 "@SHA256_LINUX_ARM64@"
    end
    on_intel do
      url "@HOMEPAGE@/releases/download/v@VERSION@/licet_@VERSION@_linux_amd64.tar.gz"
      sha256 "@SHA256_LINUX_AMD64@"
    end
  end

  def install
    bin.install "licet"
    man1.install "man/licet.1"
    bash_completion.install "completions/licet.bash" => "licet"
    zsh_completion.install "completions/_licet"
    fish_completion.install "completions/licet.fish"
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/licet --version")
  end
end
