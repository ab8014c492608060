#include <algorithm>

#include "engine/phantom/Kinetics.h"
#include "engine/phantom/LesionParts.h"

namespace bolus::phantom {

namespace {

using Parts = std::array<Curve, 4>;

//    0 s  15   25   35   45   70   100  180  300  600
// Cysts: Bosniak MA, "The current radiological approach to renal cysts", Radiology 1986;158:1-10.
constexpr Parts cyst{{{6, {}}}};

// Quinn SF, Benjamin GG, "Hepatic cavernous hemangiomas: simple diagnostic sign with dynamic bolus
// CT", Radiology 1992;182:545-548: nodules at the edge as bright as vessels, then fill-in.
constexpr Parts hemangioma{{{42, {0, 0, 1, 3, 6, 14, 28, 58, 68, 44}},
                            {42, {0, 0, 3, 9, 22, 52, 76, 80, 66, 44}},
                            {42, {0, 6, 24, 38, 52, 84, 96, 82, 64, 42}},
                            {42, {0, 30, 130, 165, 150, 118, 102, 84, 64, 42}}}};

// "LI-RADS v2018", American College of Radiology: arterial hyperenhancement, washout, capsule.
constexpr Parts hcc{{{48, {0, 14, 50, 74, 68, 38, 31, 20, 14, 8}},
                     {46, {0, 4, 12, 20, 34, 72, 78, 74, 58, 34}},
                     {26, {0, 0, 2, 4, 6, 9, 9, 8, 6, 4}}}};

// Hypovascular, as of most adenocarcinomas of the bowel and pancreas. Baron RL, "Understanding and
// optimizing use of contrast material for CT of the liver", AJR 1994;163:323-331.
constexpr Parts metastasis{
    {{38, {0, 0, 2, 5, 9, 18, 21, 22, 20, 14}}, {44, {0, 6, 20, 32, 38, 46, 40, 30, 24, 16}}}};

// Brancatelli G et al., "Focal nodular hyperplasia: CT findings with emphasis on multiphasic
// helical CT in 78 patients", Radiology 2001;219:61-68: bright, then iso; the scar comes late.
constexpr Parts fnh{
    {{54, {0, 22, 78, 98, 88, 60, 53, 41, 30, 18}}, {42, {0, 0, 2, 5, 10, 26, 44, 76, 68, 40}}}};

// Ichikawa T et al., "Hepatocellular adenoma: multiphasic CT and histopathologic findings in 25
// patients", Radiology 2000;214:861-868: moderately and evenly bright, nearly iso later.
constexpr Parts adenoma{
    {{52, {0, 10, 38, 54, 56, 60, 54, 42, 31, 18}}, {68, {0, 0, 2, 5, 8, 12, 12, 10, 8, 5}}}};

// Kim TK et al., "Peripheral cholangiocarcinoma of the liver: two-phase spiral CT findings",
// Radiology 1997;204:539-543 (thin early rim); Lacomis JM et al., "Cholangiocarcinoma: delayed CT
// contrast enhancement patterns", Radiology 1997;203:98-104 (the fibrous middle, late).
constexpr Parts cholangiocarcinoma{{{36, {0, 1, 5, 9, 14, 28, 46, 76, 82, 56}},
                                    {42, {0, 8, 36, 54, 56, 54, 46, 36, 28, 16}},
                                    {9, {}}}};

// Mathieu D et al., "Dynamic CT features of hepatic abscesses", Radiology 1985;154:749-752: the
// double target of an enhancing wall in a dark halo, which fades later.
constexpr Parts abscess{{{18, {}},
                         {40, {0, 6, 30, 48, 58, 72, 72, 66, 54, 34}},
                         {-10, {0, 0, -2, -6, -12, -26, -18, 3, 6, 4}},
                         {-880, {}}}};

// Piekarski J et al., "Difference between liver and spleen CT numbers in the normal adult",
// Radiology 1980;137:727-729 (healthy livers are denser than the spleen); Kodama Y et al.,
// "Comparison of CT methods for determining the fat content of the liver", AJR 2007;188:1307-1312.
constexpr Parts steatosis{
    {{20, {0, 0, 5, 13, 25, 50, 47, 37, 28, 17}}, {52, {0, 0, 5, 14, 28, 56, 52, 40, 30, 18}}}};

// Van Beers BE et al., "Hepatic perfusion parameters in chronic liver disease: dynamic CT
// measurements correlated with disease severity", AJR 2001;176:667-673: more artery, less portal
// vein. Dodd GD et al., "Spectrum of imaging findings of the liver in end-stage cirrhosis: part I",
// AJR 1999;173:1031-1036: scars are dark, and enhance late.
constexpr Parts cirrhosis{
    {{57, {0, 1, 8, 19, 30, 46, 46, 40, 31, 19}}, {42, {0, 0, 2, 6, 12, 30, 46, 58, 48, 30}}}};

// Mathieu D, Vasile N, Grenier P, "Portal thrombosis: dynamic CT features and course", Radiology
// 1985;154:737-741; Itai Y, Moss AA, Goldberg HI, "Transient hepatic attenuation difference of
// lobar or segmental distribution detected by dynamic computed tomography", Radiology
// 1982;144:835-839.
constexpr Parts portalThrombosis{{{44, {0, 0, 1, 2, 2, 3, 3, 2, 2, 1}},
                                  {44, {0, 8, 34, 46, 50, 56, 50, 40, 30, 18}},
                                  {0, {0, 3, 17, 28, 20, -3, -2, 0, 0, 0}}}};

// Barakos JA et al., "Cholelithiasis: evaluation with CT", Radiology 1987;162:415-418.
constexpr Parts gallstones{{{430, {}}, {62, {}}}};

// Kim JK et al., "Differentiation of subtypes of renal cell carcinoma on helical CT scans", AJR
// 2002;178:1499-1506; papillary: Herts BR et al., "Enhancement characteristics of papillary renal
// neoplasms revealed on triphasic helical CT of the kidneys", AJR 2002;178:367-372.
constexpr Parts clearCellRcc{
    {{38, {0, 25, 95, 128, 122, 88, 72, 48, 36, 22}}, {18, {0, 0, 2, 4, 6, 8, 8, 7, 6, 4}}}};
constexpr Parts papillaryRcc{{{34, {0, 1, 5, 10, 16, 27, 35, 39, 35, 20}}}};
constexpr Parts angiomyolipoma{
    {{-72, {0, 1, 4, 6, 7, 8, 7, 6, 4, 2}}, {32, {0, 10, 40, 55, 52, 42, 36, 26, 20, 12}}}};
constexpr Parts renalStone{{{820, {}}}};

// Saunders HS et al., "The CT nephrogram: implications for evaluation of urinary tract disease",
// RadioGraphics 1995;15:1069-1085: the obstructed kidney enhances late and excretes later still.
constexpr Parts hydronephrosis{{{7, {0, 0, 0, 0, 0, 0, 0, 3, 15, 120}},
                                {32, {0, 14, 76, 106, 114, 122, 120, 114, 106, 72}},
                                {30, {0, 2, 8, 15, 24, 54, 86, 112, 108, 74}}}};

// Lu DS et al., "Two-phase helical CT for pancreatic tumors: pancreatic versus hepatic phase
// enhancement of tumor, pancreas, and vascular structures", Radiology 1996;199:697-701.
constexpr Parts adenocarcinoma{{{38, {0, 2, 10, 18, 24, 34, 38, 40, 36, 22}}, {10, {}}}};

// Van Hoe L et al., "Helical CT for the preoperative localization of islet cell tumors of the
// pancreas: value of arterial and parenchymal phase images", AJR 1995;165:1437-1439.
constexpr Parts neuroendocrine{{{42, {0, 30, 112, 142, 128, 88, 70, 48, 36, 20}}}};

// Balthazar EJ et al., "Acute pancreatitis: value of CT in establishing prognosis", Radiology
// 1990;174:331-336: a swollen gland enhances less, a dead one not at all.
constexpr Parts pancreatitis{{{33, {0, 5, 28, 44, 48, 38, 33, 25, 19, 11}},
                              {24, {0, 0, 1, 2, 3, 4, 4, 3, 2, 1}},
                              {13, {}},
                              {-30, {0, 0, 1, 2, 3, 4, 4, 4, 3, 2}}}};

// Korobkin M et al., "CT time-attenuation washout curves of adrenal adenomas and nonadenomas", AJR
// 1998;170:747-752; Caoili EM et al., "Adrenal masses: characterization with combined unenhanced
// and delayed enhanced CT", Radiology 2002;222:629-633: below 10 HU, and more than 60 % of the
// enhancement gone. They wait 15 min for that; here our delayed phase of 3-4 min shows it already.
constexpr Parts adrenalAdenoma{{{6, {0, 6, 30, 48, 60, 66, 48, 15, 9, 5}}}};

constexpr Parts infarct{{{40, {0, 0, 2, 4, 5, 6, 6, 5, 4, 3}}}};
constexpr Parts aneurysm{{{36, {}}, {520, {}}}};

// LePage MA et al., "Aortic dissection: CT features that distinguish true lumen from false lumen",
// AJR 2001;177:207-211: the true lumen is smaller and fills first.
constexpr Parts dissection{{{42, {0, 60, 255, 290, 205, 118, 100, 76, 58, 38}},
                            {42, {0, 4, 66, 160, 196, 148, 120, 94, 68, 42}},
                            {44, {0, 4, 20, 28, 28, 26, 22, 16, 12, 8}}}};

constexpr Parts ascites{{{9, {}}}};
constexpr Parts effusion{{{7, {}}, {26, {0, 8, 42, 64, 68, 60, 50, 36, 26, 16}}}};
constexpr Parts nothing{};

constexpr std::array<Parts, findingCount> curves{
    nothing,        cyst,         hemangioma,     hcc,
    metastasis,     fnh,          adenoma,        cholangiocarcinoma,
    abscess,        steatosis,    cirrhosis,      portalThrombosis,
    gallstones,     cyst,         clearCellRcc,   papillaryRcc,
    angiomyolipoma, renalStone,   hydronephrosis, adenocarcinoma,
    neuroendocrine, pancreatitis, adrenalAdenoma, infarct,
    aneurysm,       dissection,   ascites,        effusion};

} // namespace

const Curve& lesionCurve(Finding finding, int part) {
    static constexpr Curve none{};
    const Parts& parts = curves[static_cast<std::size_t>(finding)];
    const auto i = static_cast<std::size_t>(std::max(part, 0));
    return i < parts.size() ? parts[i] : none;
}

bool isRelativeToLiver(Finding finding, int part) {
    return (finding == Finding::LiverAbscess && part == AbscessEdema) ||
           (finding == Finding::PortalVeinThrombosis && part == ThrombosisSteal);
}

} // namespace bolus::phantom
