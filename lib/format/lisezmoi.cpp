// SPDX-License-Identifier: Apache-2.0
#include "format/lisezmoi.hpp"

#include "base/text.hpp"

namespace pcrs::format {

namespace {

constexpr const char* content = R"(CE QUE CONTIENT CE VOLUME

Des livraisons de prises de vues aériennes, telles que reçues du prestataire : orthophotos, images brutes,
aérotriangulation, documents. Rien d'autre que tar, sha256sum, un éditeur de texte (et zstd ou cat dans les
deux cas dits plus bas) n'est nécessaire pour les relire.

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

    for t in "$VOLUME"/data/*.tar; do tar -xpf "$t"; done

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

    for t in "$VOLUME"/data/*.tar; do
      grep '^folder' "$VOLUME/index/$(basename "$t" .tar).tsv" | cut -f 11 | tar -xpf "$t" --no-recursion -T -
    done

Une ligne d'index « void » désigne un fichier qui changeait ou ne se lisait plus pendant l'archivage : son
contenu dans le tar n'est que des zéros. Chercher le même chemin dans un tar de numéro plus grand.
)";

constexpr const char* one = R"(
RESTAURER UN FICHIER

Chercher son chemin dans les index ; le nom du tar est celui de l'index :

    grep -F 'NOM' "$VOLUME"/index/*.tsv

puis  tar -xpf "$VOLUME"/data/TAR.tar 'CHEMIN'  ou, sans lire tout le tar, avec les colonnes 6 (position) et
7 (octets) de sa ligne :

    tail -c +$((POSITION + 1)) "$VOLUME"/data/TAR.tar | head -c OCTETS > fichier
    sha256sum fichier    # à comparer avec la colonne 8

Dans les index, \\ \t \n \r tiennent lieu de barre oblique inverse, tabulation et fins de ligne dans les noms.
)";

}  // namespace

std::string lisezmoi(const VolumePage& page) {
  const std::string title = "VOLUME " + page.id;
  return title + "\n" + std::string(title.size(), '=') + "\n\nChantier : " + one_line(page.chantier) +
         "\nProducteur : " + one_line(page.producer) + "\nLieu de conservation : " + page.place +
         (page.about.empty() ? "" : " (" + one_line(page.about) + ")") + "\nChaque livraison est gardée en " +
         std::to_string(page.copies) + " lieux distincts au moins.\n\n" + content + check + restore + one;
}

}  // namespace pcrs::format
