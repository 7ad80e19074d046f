// SPDX-License-Identifier: Apache-2.0
#include "raster/check_rules.hpp"

#include <algorithm>
#include <array>

#include "base/error.hpp"

namespace pcrs::raster {

namespace {

constexpr std::string_view redeliver = "Livrer de nouveau ce fichier.";
constexpr Severity note = Severity::note;
constexpr Severity warning = Severity::warning;
constexpr Severity error = Severity::error;

constexpr std::array rules{
    Rule{"file.empty", 0, "", error, "The file holds no byte.", "Fichier vide",
         "Le fichier existe mais ne contient rien : la copie n'a pas eu lieu.", redeliver},
    Rule{"file.driver", 0, "", error,
         "By its content the file is neither a TIFF nor a JPEG 2000; a VRT, which names other files, is "
         "refused too.",
         "Ce n'est pas une image attendue",
         "Le contenu du fichier n'est ni un GeoTIFF ni un JPEG 2000, quel que soit son nom.",
         "Livrer une orthophoto GeoTIFF ou JPEG 2000 sous ce nom."},
    Rule{"file.unreadable", 0, "", error, "The file does not open: damaged header, or an unknown codec.",
         "Fichier illisible", "L'image ne s'ouvre pas : son en-tête est abîmé ou son codage inconnu.",
         redeliver},
    Rule{"file.warning", 0, "", note, "The file opens, but its header is faulty or deprecated.",
         "En-tête douteux", "L'image s'ouvre, mais son en-tête contient des anomalies.",
         "Vérifier le logiciel qui a produit le fichier."},
    Rule{"file.pages", 0, "", warning, "The file holds several images; only the first is read.",
         "Plusieurs images dans un fichier",
         "Le fichier contient plusieurs images et rien ne dit laquelle est la bonne.",
         "Livrer une seule image par fichier."},
    Rule{"file.declared_size", 50000, "declared bytes a file byte", error,
         "The header declares far more pixels than so small a file can hold.", "Taille annoncée impossible",
         "Le fichier annonce une image bien plus grande que ce qu'il peut contenir.", redeliver},
    Rule{"file.pixels", 4, "gigapixels", error, "The image is larger than any dalle.", "Image démesurée",
         "L'image dépasse la taille de toute dalle attendue.", "Livrer des images découpées en dalles."},
    Rule{"file.block", 256, "MB", error, "One block of the image needs more memory than this when decoded.",
         "Blocs internes démesurés", "L'image est rangée d'un seul tenant, ce qui la rend inutilisable.",
         "Livrer une image à tuiles internes (256 ou 512 pixels)."},
    Rule{"file.truncated", 0, "", error,
         "Blocks of the image, its mask or its overviews lie past the end of the file.", "Fichier tronqué",
         "La fin du fichier manque : la copie a été interrompue.", redeliver},
    Rule{"file.limits", 0, "", error, "Checking the file went over its limit of time or memory.",
         "Contrôle interrompu", "Le fichier demande des moyens anormaux ; son contrôle a été arrêté.",
         redeliver},
    Rule{"file.crash", 0, "", error, "The process that checked the file crashed on it.",
         "Contrôle impossible", "Le fichier fait échouer les logiciels de lecture.", redeliver},
    Rule{"pixels.unreadable", 0, "", error, "Blocks of the image or of its mask fail to decode.",
         "Pixels illisibles", "Une partie de l'image est détruite et ne peut pas être lue.", redeliver},
    Rule{"pixels.damaged", 0, "", error,
         "Blocks decode, but the decoder complains that their data are damaged.", "Pixels abîmés",
         "Une partie de l'image a été altérée, sans doute pendant une copie.", redeliver},
    Rule{"pixels.empty", 0.001, "share", warning, "Hardly any pixel shows something.", "Dalle vide",
         "L'image est entièrement blanche, noire ou masquée.",
         "Confirmer que la dalle est hors du territoire, sinon la livrer de nouveau."},
    Rule{"pixels.white", 0.02, "share", warning,
         "White or missing pixels where the dalle should be full, over what lies outside the footprint.",
         "Zones blanches", "Une partie de l'image est blanche alors que le terrain y est attendu.",
         "Expliquer (toit, serre, sable) ou livrer l'image complète."},
    Rule{"pixels.black", 0.02, "share", warning,
         "Black pixels where the dalle should be full, over what lies outside the footprint.", "Zones noires",
         "Une partie de l'image est noire alors que le terrain y est attendu.",
         "Expliquer (eau, ombre) ou livrer l'image complète."},
    Rule{"pixels.flat", 1, "levels", warning, "All pixels have nearly one colour (standard deviation).",
         "Image uniforme", "L'image n'a qu'une seule couleur : elle ne montre rien.", redeliver},
    Rule{"crs.missing", 0, "", error,
         "The file says no coordinate reference system: a note when the chantier's CRS is explicit and the "
         "name confirms the place, a warning when no name does, an error when the chantier says none.",
         "Système de coordonnées absent",
         "Le fichier ne dit pas dans quel système de coordonnées il se place.",
         "Inscrire le système de coordonnées dans le fichier."},
    Rule{"crs.other", 0.001, "m", error,
         "The coordinate reference system is not the chantier's, by its parameters.",
         "Mauvais système de coordonnées",
         "L'image est placée dans un autre système de coordonnées que celui du marché.",
         "Livrer l'image dans le système de coordonnées du marché."},
    Rule{"crs.realisation", 0, "", warning,
         "The datum is another realisation (RGF93 v2, v2b) that the chantier does not accept.",
         "Autre réalisation du RGF93",
         "Le système de coordonnées est le bon, dans une version qui peut décaler l'image de quelques "
         "centimètres.",
         "Dire quelle réalisation du RGF93 a servi."},
    Rule{"crs.spelling", 0, "", note, "The right coordinate reference system under another spelling.",
         "Système de coordonnées mal libellé",
         "Le système de coordonnées est le bon, mais son code officiel manque ; il est corrigé ici.", ""},
    Rule{"georef.missing", 0, "", error, "Nothing says where the image lies.", "Image non géoréférencée",
         "Rien ne dit où l'image se place sur le terrain.", "Livrer l'image géoréférencée."},
    Rule{"georef.world_file", 0, "", note, "Only a world file (.tfw, .j2w, .wld) says where the image lies.",
         "Position donnée par un fichier annexe",
         "La position de l'image n'est écrite que dans un petit fichier annexe, facile à perdre.",
         "Inscrire la position et le système de coordonnées dans l'image."},
    Rule{"georef.sidecar", 0.1, "px", warning,
         "A sidecar (.tfw, .j2w, .aux.xml, .prj, .tab) contradicts the file.",
         "Fichier annexe contradictoire",
         "Un fichier annexe place l'image ailleurs que l'image elle-même : l'un des deux est faux.",
         "Dire lequel est juste et corriger l'autre."},
    Rule{"georef.rotated", 0.1, "px", error, "The image is rotated or sheared.", "Image tournée",
         "L'image n'est pas orientée vers le nord.", "Livrer l'image rééchantillonnée vers le nord."},
    Rule{"georef.bottom_up", 0, "", error, "Rows run from south to north (positive dy).", "Image à l'envers",
         "Les lignes de l'image sont rangées du sud au nord.", "Livrer l'image rangée du nord au sud."},
    Rule{"gsd.other", 0.01, "share", error, "The pixel size is not the chantier's.", "Mauvaise résolution",
         "La taille du pixel au sol n'est pas celle du marché.", "Livrer l'image à la résolution du marché."},
    Rule{"gsd.drift", 0.1, "px", warning,
         "The pixel size is off by so little that it shows only over the whole dalle; a note below it.",
         "Taille de pixel approchée",
         "La taille du pixel est légèrement fausse : au bout de la dalle l'image est décalée.",
         "Livrer l'image à la taille de pixel exacte."},
    Rule{"grid.misaligned", 0.1, "px", warning,
         "The corner is off the pixel grid; a note below the tolerance.", "Pixels décalés de la grille",
         "Les pixels ne tombent pas sur la grille commune des dalles.",
         "Livrer l'image calée sur la grille."},
    Rule{"grid.shape", 1, "px", warning, "A file named as a dalle does not cover exactly one dalle.",
         "Emprise inattendue", "L'image ne couvre pas exactement la dalle que son nom annonce.",
         "Livrer la dalle entière, ni plus ni moins."},
    Rule{"name.georeference", 1, "px", error, "The name says one place, the georeference another.",
         "Nom et position en désaccord",
         "Le nom du fichier désigne un endroit et son contenu se place à un autre.",
         "Dire lequel est juste et livrer de nouveau le fichier corrigé."},
    Rule{"bands.count", 0, "", error, "The image has not three bands (red, green, blue), alpha aside.",
         "Ce n'est pas une image en couleurs", "L'image n'a pas les trois couleurs rouge, vert, bleu.",
         "Livrer une image en couleurs (RVB)."},
    Rule{"bands.type", 0, "", error, "Samples are not 8 bit.", "Profondeur de couleur inattendue",
         "Les couleurs ne sont pas codées sur 8 bits comme le demande le marché.",
         "Livrer une image codée sur 8 bits."},
    Rule{"bands.colour", 0, "", error, "The bands are declared as a palette, CMYK or other colours.",
         "Couleurs d'un autre type", "L'image est codée en palette ou pour l'imprimerie.",
         "Livrer une image en couleurs (RVB)."},
    Rule{
        "bands.undeclared", 0, "", warning, "Three bands that are not declared red, green, blue.",
        "Ordre des couleurs non déclaré",
        "Rien ne dit quelle couche est le rouge, le vert ou le bleu : les couleurs sont peut-être inversées.",
        "Confirmer l'ordre des couleurs et le déclarer dans le fichier."},
    Rule{"bands.alpha", 0, "", note, "A fourth band is alpha: it becomes the mask.",
         "Transparence convertie en masque",
         "Le fichier porte une couche de transparence ; elle devient le masque de la dalle.", ""},
    Rule{"bands.mask_partial", 0.0001, "share", warning, "Alpha or mask holds values between 0 and 255.",
         "Transparence partielle", "Des pixels sont à demi transparents, ce qui n'a pas de sens ici.",
         "Livrer un masque sans demi-transparence."},
    Rule{"nodata.lossy", 0, "", note, "A nodata value in a lossy file is not trusted.",
         "Valeur « absence » ignorée",
         "Le fichier réserve une couleur aux pixels absents, mais sa compression la mélange aux vraies "
         "couleurs : cette réserve est ignorée.",
         ""},
    Rule{"compression.quality", 75, "JPEG quality", warning, "JPEG compressed below this quality.",
         "Compression trop forte", "L'image a été trop comprimée : des détails sont perdus.",
         "Livrer l'image avec une compression plus légère."},
};

}  // namespace

std::span<const Rule> check_rules() {
  return rules;
}

const Rule& check_rule(std::string_view id) {
  const auto found =
      std::find_if(rules.begin(), rules.end(), [&](const Rule& rule) { return rule.id == id; });
  if (found == rules.end()) throw_usage("rule " + std::string(id), "no check has this id");
  return *found;
}

double tolerance_of(std::string_view id, const std::map<std::string, double>& tolerances) {
  const auto own = tolerances.find(std::string(id));
  return own != tolerances.end() ? own->second : check_rule(id).tolerance;
}

}  // namespace pcrs::raster
