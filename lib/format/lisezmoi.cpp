// SPDX-License-Identifier: Apache-2.0
#include "format/lisezmoi.hpp"

#include <utility>
#include <vector>

#include "base/text.hpp"

namespace pcrs::format {

namespace {

constexpr const char* content = R"(CE QUE CONTIENT CE VOLUME

Des livraisons de prises de vues aériennes, telles que reçues du prestataire : orthophotos, images brutes,
aérotriangulation, documents. Rien d'autre que tar, sha256sum et un éditeur de texte n'est nécessaire pour les
relire, et zstd ou cat dans les deux cas dits plus bas ; age ou gpg si le volume est chiffré, ce qui serait dit
aussi plus bas.

  data/           les fichiers livrés, dans des archives tar (norme POSIX pax), un tar après l'autre
  index/*.tsv     la table des matières de chaque tar : empreinte, taille, date, position, chemin
  index/*.sha256  les empreintes SHA-256 des fichiers de chaque tar, à donner à sha256sum
  catalog/        une copie du catalogue du chantier (listes des livraisons, décisions, journal), en tar
  void.tsv        les fichiers, sur ce volume ou un autre du même lieu, qui ne comptent pas : fin de bande atteinte
  manifest-sha256.txt, tagmanifest-sha256.txt    les empreintes de tout le volume (format BagIt, RFC 8493)
  statement.json, statement.sig, signer-*.pem    la déclaration qui scelle ces empreintes, et sa signature

Une livraison peut s'étendre sur plusieurs volumes : les numéros des tar se suivent de l'un à l'autre.
)";

constexpr const char* check = R"(
VÉRIFIER LE VOLUME

Depuis le dossier du volume (les fichiers cachés nommés .*.pcrs-tmp sont des restes : ils ne comptent pas) :

    sha256sum --quiet -c manifest-sha256.txt
    sha256sum --quiet -c tagmanifest-sha256.txt

Aucune ligne affichée : tout est intact. La signature, si statement.sig est présent (OpenSSL 3) :

    openssl pkeyutl -verify -pubin -inkey signer-*.pem -rawin -in statement.json -sigfile statement.sig
    sha256sum manifest-sha256.txt tagmanifest-sha256.txt    # à comparer avec statement.json
)";

constexpr const char* restore = R"(
RESTAURER TOUT

Dans un dossier vide d'un disque qui garde les majuscules et les accents des noms, VOLUME étant le dossier de
ce volume. Prendre les tar dans l'ordre de leurs numéros ; s'il y a plusieurs volumes, l'un après l'autre :

@TOUT@
Puis contrôler les fichiers extraits :

    for l in "$VOLUME"/index/*.sha256; do
      case $l in *.entiers.sha256) ;; *) sha256sum --quiet -c "$l" ;; esac
    done

Les trois manœuvres qui suivent ne servent que si elles trouvent à faire ; avec plusieurs volumes, les lancer
quand tous les tar de tous les volumes ont été extraits, puis pour chaque volume.

Certains textes peuvent être comprimés un par un (leur nom finit par .zst, et leur ligne d'index commence par
« zstd »). Pour leur rendre leur forme, à ceux-là et pas aux autres :

    grep -h '^zstd' "$VOLUME"/index/*.tsv | cut -f 11 | while read -r p; do
      [ ! -e "$p.zst" ] || zstd -q -d --rm "$p.zst"
    done

Un fichier plus grand qu'un volume est coupé en morceaux nommés NOM.part-0001, NOM.part-0002… (lignes d'index
« part »), à réunir, puis à dater comme le premier morceau :

    grep -h '^part' "$VOLUME"/index/*.tsv | cut -f 11 | sort -u | while read -r p; do
      [ ! -e "$p.part-0001" ] || {
        cat "$p".part-* > "$p" && touch -r "$p.part-0001" "$p" && chmod --reference="$p.part-0001" "$p" &&
        rm "$p".part-*
      }
    done

Puis contrôler ces fichiers-là, entiers :

    for l in "$VOLUME"/index/*.entiers.sha256; do [ ! -f "$l" ] || sha256sum --quiet -c "$l"; done

Ces manœuvres changent la date des dossiers ; pour la leur rendre :

@DOSSIERS@
Une ligne d'index « void » désigne un fichier qui changeait ou ne se lisait plus pendant l'archivage : son
contenu dans le tar n'est que des zéros. Chercher le même chemin dans un tar de numéro plus grand.
)";

constexpr const char* one = R"(
RESTAURER UN FICHIER

Chercher son chemin dans les index ; le nom du tar est celui de l'index :

    grep -F 'NOM' "$VOLUME"/index/*.tsv

@UN@
    sha256sum fichier    # à comparer avec la colonne 8

Dans les index, \\ \t \n \r tiennent lieu de barre oblique inverse, tabulation et fins de ligne dans les noms.
)";

constexpr const char* all_plain = R"(    for t in "$VOLUME"/data/*.tar; do tar -xpf "$t"; done
)";

constexpr const char* folders_plain = R"(    for t in "$VOLUME"/data/*.tar; do
      grep '^folder' "$VOLUME/index/$(basename "$t" .tar).tsv" | cut -f 11 | tar -xpf "$t" --no-recursion -T -
    done
)";

constexpr const char* one_plain =
    R"(puis  tar -xpf "$VOLUME"/data/TAR.tar 'CHEMIN'  ou, sans lire tout le tar, avec les colonnes 6 (position) et
7 (octets) de sa ligne :

    tail -c +$((POSITION + 1)) "$VOLUME"/data/TAR.tar | head -c OCTETS > fichier)";

// What follows is the same where tars may be encrypted; those packed before may not be.
constexpr const char* all_encrypted = R"(    for t in "$VOLUME"/data/*.tar*; do
      case $t in
        *@FIN@) @LIRE@ "$t" | tar -xpf - ;;
        *.tar) tar -xpf "$t" ;;
      esac
    done
)";

constexpr const char* folders_encrypted = R"(    for t in "$VOLUME"/data/*.tar*; do
      i=$(basename "$t")
      grep '^folder' "$VOLUME/index/${i%.tar*}.tsv" | cut -f 11 > dossiers.liste
      case $t in
        *@FIN@) @LIRE@ "$t" | tar -xpf - --no-recursion -T dossiers.liste ;;
        *.tar) tar -xpf "$t" --no-recursion -T dossiers.liste ;;
      esac
      rm dossiers.liste
    done
)";

constexpr const char* one_encrypted =
    R"(puis  @LIRE@ "$VOLUME"/data/TAR.tar@FIN@ | tar -xpf - 'CHEMIN'  ou, avec les colonnes
6 (position) et 7 (octets) de sa ligne :

    @LIRE@ "$VOLUME"/data/TAR.tar@FIN@ | tail -c +$((POSITION + 1)) | head -c OCTETS > fichier)";

constexpr const char* encryption = R"(
CE VOLUME EST CHIFFRÉ

Les fichiers data/*.tar@FIN@ sont des tar chiffrés, chacun d'un bloc, au format @FORMAT@. Il suffit, pour les
lire, d'UNE des clés secrètes dont la clé publique figure en tête des index (ligne « # encrypted ») :

    grep -h '^# encrypted' index/*.tsv | sort -u

SANS AUCUNE DE CES CLÉS, LE CONTENU DES FICHIERS EST PERDU : personne, pas même qui a fabriqué ce volume, ne
peut les déchiffrer. Vérifier une fois l'an que deux clés au moins, gardées par deux personnes en deux lieux,
ouvrent encore un tar.

Restent en clair, et lisibles sans clé : les noms, tailles, dates et empreintes de tous les fichiers (index/),
la copie du catalogue (catalog/), ce fichier et les empreintes du volume. La vérification ci-dessous se fait
sans clé : elle porte sur les tar chiffrés.
@CLE@)";

constexpr const char* age_key = R"(
Dans les commandes qui suivent, CLE est le fichier de la clé secrète (ligne AGE-SECRET-KEY-1…, ou clé ssh) :

    CLE=/chemin/de/la/cle
)";

constexpr const char* gpg_key = R"(
La clé secrète doit être dans le trousseau de gpg (une fois : gpg --import cle-secrete.asc).
)";

std::string with_marks(std::string text, const std::string& program) {
  const bool is_plain = program.empty(), is_age = program == "age";
  for (const auto& [mark, value] : std::vector<std::pair<const char*, const char*>>{
           {"@TOUT@", is_plain ? all_plain : all_encrypted},
           {"@DOSSIERS@", is_plain ? folders_plain : folders_encrypted},
           {"@UN@", is_plain ? one_plain : one_encrypted},
           {"@CLE@", is_age ? age_key : gpg_key},
           {"@FORMAT@", is_age ? "age (age-encryption.org/v1)" : "OpenPGP (RFC 4880)"},
           {"@FIN@", is_age ? ".age" : ".gpg"},
           {"@LIRE@", is_age ? "age -d -i \"$CLE\"" : "gpg -q -d"}})
    text = replace_all(std::move(text), mark, value);
  return text;
}

}  // namespace

std::string lisezmoi(const VolumePage& page) {
  const std::string title = "VOLUME " + page.id;
  return title + "\n" + std::string(title.size(), '=') + "\n\nChantier : " + one_line(page.chantier) +
         "\nProducteur : " + one_line(page.producer) + "\nLieu de conservation : " + page.place +
         (page.about.empty() ? "" : " (" + one_line(page.about) + ")") + "\nChaque livraison est gardée en " +
         std::to_string(page.copies) + " lieux distincts au moins.\n\n" + content +
         with_marks((page.encryption.empty() ? "" : encryption) + std::string(check) + restore + one,
                    page.encryption);
}

}  // namespace pcrs::format
