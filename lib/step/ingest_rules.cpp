// SPDX-License-Identifier: Apache-2.0
#include "step/ingest_rules.hpp"

#include <algorithm>
#include <array>

#include "base/error.hpp"
#include "raster/check_rules.hpp"

namespace pcrs::step::ingest {

namespace {

constexpr Severity note = Severity::note;
constexpr Severity warning = Severity::warning;
constexpr Severity error = Severity::error;
constexpr std::string_view choose = "Dire laquelle des deux images fait foi.";

constexpr std::array delivery_rules{
    Rule{"delivery.root", 0, "", error,
         "A root of the delivery cannot be read: disk not mounted, or failing.", "Support illisible",
         "Un des supports de la livraison n'a pas pu être lu.",
         "Vérifier le support ou en fournir un autre."},
    Rule{"delivery.unreadable", 0, "", error, "A folder or a file cannot be read.", "Lecture impossible",
         "Un dossier ou un fichier de la livraison n'a pas pu être lu.", "Livrer de nouveau ces fichiers."},
    Rule{"delivery.special", 0, "", warning, "Neither a file nor a folder: pipe, socket or device.",
         "Objet inattendu", "La livraison contient un objet qui n'est ni un fichier ni un dossier.",
         "Le retirer de la livraison."},
    Rule{"delivery.link", 0, "", warning,
         "A symbolic link that leads out of the delivery or nowhere; never followed.",
         "Lien vers l'extérieur", "Un raccourci remplace un fichier et mène hors de la livraison.",
         "Livrer le fichier lui-même."},
    Rule{"delivery.packed", 0, "", warning, "A packed archive (zip, 7z, tar): what it holds is not checked.",
         "Archive compressée", "Des fichiers sont enfermés dans une archive et n'ont pas pu être contrôlés.",
         "Livrer les fichiers sans les empaqueter."},
    Rule{"role.guessed", 0, "", note, "Neither name nor folder says what an image is; its header did.",
         "Rôle supposé", "Rien dans son nom ni son dossier ne dit à quoi sert cette image.", ""},
    Rule{"role.unknown", 0, "", note, "A kind of file that is not known: carried as it is, not checked.",
         "Fichier d'un type inconnu", "Ce fichier est conservé tel quel, sans contrôle.", ""},
    Rule{"sidecar.orphan", 0, "", note, "A world file without its image.", "Fichier annexe isolé",
         "Ce fichier accompagne d'ordinaire une image, qui n'a pas été livrée.", ""},
    Rule{"manifest.none", 0, "", note, "The delivery brings no list of checksums.",
         "Aucune empreinte fournie",
         "Le prestataire n'a pas joint d'empreintes : une copie abîmée ne se voit qu'à la lecture.",
         "Joindre une liste d'empreintes (MD5, SHA-1 ou SHA-256)."},
    Rule{"manifest.too_large", 64, "MiB", warning, "A list of checksums is too large to be read.",
         "Liste d'empreintes démesurée", "La liste d'empreintes est trop grande pour être lue.",
         "La livrer en plusieurs listes."},
    Rule{"manifest.lines", 0, "", warning, "A list of checksums holds lines that cannot be understood.",
         "Lignes incomprises", "Une partie de la liste d'empreintes n'a pas pu être comprise.",
         "Corriger la liste."},
    Rule{"manifest.ambiguous", 0, "", warning, "A line of a list could mean several files of the delivery.",
         "Ligne ambiguë", "Une empreinte peut désigner plusieurs fichiers.", "Écrire les chemins en entier."},
    Rule{"manifest.missing", 0, "", error, "A listed file is not in the delivery.", "Fichier annoncé absent",
         "Un fichier de la liste d'empreintes n'a pas été livré.", "Livrer ce fichier."},
    Rule{"manifest.mismatch", 0, "", error, "A file has not the checksum that the list gives.",
         "Empreinte différente", "Le fichier reçu n'est pas celui que le prestataire a expédié.",
         "Livrer de nouveau ce fichier ou corriger la liste."},
    Rule{"manifest.extra", 0, "", note, "Files that no list of checksums names.", "Fichiers hors liste",
         "Ces fichiers ne figurent dans aucune liste d'empreintes.", ""},
    Rule{"duplicate.bytes", 0, "", warning, "The same bytes as another ortho of the delivery.",
         "Copie en double", "Deux fichiers de la livraison sont identiques.", "Retirer la copie superflue."},
    Rule{"duplicate.dalle", 0, "", warning, "Two images for one dalle, with other pixels.",
         "Deux images pour une dalle", "Deux images différentes montrent la même dalle.", choose},
    Rule{"duplicate.redelivery", 0, "", note,
         "A dalle that an earlier delivery brought: the later one counts.", "Dalle livrée de nouveau",
         "Cette dalle remplace celle d'une livraison précédente.", ""},
    Rule{"overlap.pixels", 1, "px", warning, "The footprints of two dalles overlap by more than this.",
         "Emprises superposées", "Deux dalles se recouvrent en partie avec des images différentes.", choose},
    Rule{"overlap.piece", 1, "px", note,
         "An image that is not cut as a dalle lies over others: it will be laid over them.",
         "Image rapportée", "Une image hors découpage recouvre des dalles ; elle sera posée par-dessus.", ""},
    Rule{"millesime.other", 0, "years", warning,
         "The name of an ortho or its date of acquisition says another year than that of the delivery.",
         "Autre millésime",
         "Le nom ou la date de prise de vue de l'image désigne une autre année que celle de la livraison.",
         "Dire de quelle année est cette image."},
    Rule{"seam.step", 8, "levels", warning,
         "The tone changes from one dalle to its neighbour (mean signed difference along the seam).",
         "Raccord visible", "Les couleurs changent brusquement au passage d'une dalle à sa voisine.",
         "Reprendre l'égalisation de ces dalles."},
    Rule{"seam.break", 0.5, "correlation", warning,
         "What one dalle shows does not go on in its neighbour (correlation along the seam).",
         "Raccord rompu", "Ce que montre une dalle ne se prolonge pas dans sa voisine.",
         "Reprendre le raccord de ces dalles."},
    Rule{"dallage.outside", 0, "", warning, "The dalle is not in the dallage of the chantier.",
         "Dalle hors dallage", "Cette dalle n'est pas dans le découpage prévu au marché.",
         "Confirmer qu'elle est due, sinon la retirer."},
    Rule{"lot.outside", 0, "", warning, "The dalle is not in the lot that the delivery declares.",
         "Dalle hors lot", "Cette dalle n'appartient pas au lot annoncé.", "Confirmer le lot livré."},
    Rule{"lot.missing", 0, "", error,
         "A dalle of the declared lot was not delivered, nor accepted from another.", "Dalle manquante",
         "Cette dalle du lot annoncé n'a pas été livrée.", "Livrer cette dalle."},
    Rule{"lot.unknown", 0, "", warning, "The declared lot names a dalle that is not in the dallage.",
         "Lot incohérent", "Le lot annoncé contient une dalle absente du découpage du marché.",
         "Corriger la liste du lot."},
    Rule{"lot.undeclared", 0, "", note, "No lot is declared, so that completeness is not judged.",
         "Lot non déclaré", "Sans lot annoncé, on ne peut pas dire s'il manque des dalles.",
         "Annoncer le lot que couvre la livraison."},
    Rule{"national.absent", 0, "", note,
         "A field of the national index that neither the chantier nor an assembly table supplies.",
         "Renseignement manquant", "Un renseignement demandé par le suivi national n'a pas été fourni.",
         "Le donner dans le tableau d'assemblage."},
    Rule{"national.table", 0, "", note,
         "What was read from the assembly table, and its rows that fit no ortho.", "Tableau d'assemblage",
         "Le tableau d'assemblage a été lu.", ""},
    Rule{"national.value", 0, "", warning, "A value of the assembly table cannot be read; it is left out.",
         "Valeur illisible", "Une valeur du tableau d'assemblage n'a pas pu être lue.",
         "Corriger le tableau."},
};

}  // namespace

const std::vector<Rule>& all_rules() {
  static const std::vector<Rule> rules = [] {
    std::vector<Rule> joined(delivery_rules.begin(), delivery_rules.end());
    joined.insert(joined.end(), raster::check_rules().begin(), raster::check_rules().end());
    return joined;
  }();
  return rules;
}

double tolerance_of(std::string_view id, const std::map<std::string, double>& tolerances) {
  const auto own = tolerances.find(std::string(id));
  if (own != tolerances.end()) return own->second;
  const auto rule =
      std::find_if(all_rules().begin(), all_rules().end(), [&](const Rule& r) { return r.id == id; });
  if (rule == all_rules().end()) throw_usage("rule " + std::string(id), "no check has this id");
  return rule->tolerance;
}

void check_tolerances(const chantier::Chantier& chantier) {
  for (const auto& [id, number] : chantier.tolerances) {
    const auto rule = std::find_if(all_rules().begin(), all_rules().end(),
                                   [&name = id](const Rule& r) { return r.id == name && !r.unit.empty(); });
    if (rule == all_rules().end())
      throw_usage(chantier.where("tolerances." + id),
                  "\"" + id + "\" is no rule with a tolerance; pcrs-ingest(1), RULES, lists them");
  }
}

}  // namespace pcrs::step::ingest
