// What radiologists call the phases, in several languages: the words that PhaseWords looks for.
// Private to library/phases.
#pragma once

#include "library/domain/Phase.h"

namespace bolus {

struct PhaseTerm {
    Phase phase;
    double weight;
    const char* patterns; // separated by '|'; words without accents and case (see Words.h)
};

// Radiologists' terms, by language. "AP" is abdomen/pelvis or anteroposterior and stands nowhere.
// The nephrographic phase (80-120 s) lies nearest to the portal venous one (60-80 s); excretory
// phases (from 3 min on) are delayed ones.
inline constexpr PhaseTerm phaseTerms[] = {
    // English
    {Phase::PreContrast, 0.9,
     "pre contrast|precontrast|pre con|precon|pre iv|pre gd|pre inj*|pre dose|non "
     "contrast|noncontrast|"
     "non con|noncon|non enhanced|nonenhanced|unenhanced|un enhanced|without contrast|without "
     "iv|without|"
     "w o contrast|wo contrast|w o con|w o iv|w o|wo|no contrast|no iv|no con|nc|ncct|nect|true "
     "non contrast|tnc"},
    {Phase::PreContrast, 0.8, "pre|plain|c minus|iv minus|gd minus|contrast minus"},
    {Phase::Arterial, 0.9,
     "arterial|late arterial|early arterial|late art|early art|hepatic arterial|art|art phase|hap|"
     "corticomedull*|cortico medull*|cortical phase|portal inflow|portal venous inflow|pv "
     "inflow|"
     "arterial portal inflow|arterioportal"},
    {Phase::Arterial, 0.75,
     "cta|angio|angiogra*|ct angio*|pancreatic phase|pancreas phase|parenchymal phase|aortic "
     "phase"},
    {Phase::PortalVenous, 0.9,
     "portal|portal venous|portal vein|portovenous|porto venous|portalvenous|porta venous|late "
     "portal|late portal venous|"
     "venous|venous phase|hepatic venous|pv|pvp|pv phase|port ven|portal ven|portven"},
    {Phase::PortalVenous, 0.8,
     "ven|ven phase|nephrographic|nephrogra*|nephro|nephrogenic|hepatic phase"},
    {Phase::Delayed, 0.9,
     "delay|delayed|delays|delayed venous|late "
     "phase|equilibrium|equilib*|excretory|excretion|excret*|"
     "urographic|urogra*|uro phase|pyelogra*|washout|hepatobiliar*|hepatobiliair*|hepato "
     "biliar*|epatobiliar*|epato "
     "biliar*|hbp|late "
     "delayed"},
    {Phase::Delayed, 0.75, "late|late venous|eq"},
    {Phase::PostContrast, 0.6,
     "post contrast|postcontrast|post con|postcon|post iv|post gd|post gad*|post inj*|post c|with "
     "contrast|"
     "w contrast|w iv|w con|with iv|c plus|iv plus|gd plus|contrast plus|contrast "
     "enhanced|enhanced|enh|"
     "cect|contrast|gad|gadolinium|gd"},
    {Phase::PostContrast, 0.55, "post|ce"},
    // Deutsch
    {Phase::PreContrast, 0.9,
     "nativ|nativ*|leeraufnahme|leerscan|leerserie|ohne km|ohne kontrast*|ohne kontrastmittel|ohne "
     "iv|vor km|vor kontrast*|km "
     "minus|unkontrast*"},
    {Phase::Arterial, 0.9,
     "arteriell|arteriell*|spatarteriell*|spaetarteriell*|spat arteriell*|fruharteriell*|fruehart*|"
     "spatart|spat art|spaetart|fruhart|fruh art|"
     "kortikomedull*|hepatisch arteriell*"},
    {Phase::PortalVenous, 0.9,
     "portalven|portalvenos*|portalvenoes*|portal venos*|portal venoes*|porto "
     "venos*|portovenos*|portvenos*|venos|"
     "venos*|venoes*|pfortader*"},
    {Phase::Delayed, 0.9,
     "spat|spaet|spatphase|spaetphase|spat "
     "phase|verzogert*|verzoegert*|gleichgewicht*|ausscheidung*|"
     "spatvenos*|spat venos*|spaetvenoes*|aquilibrium*"},
    {Phase::PostContrast, 0.6, "mit km|mit kontrast*|nach km|nach kontrast*|km plus|km|kontrast*"},
    // Français
    {Phase::PreContrast, 0.9,
     "sans injection|sans inj*|ss iv|ss injection|ss inj|ss pdc|sans contraste|sans iv|sans "
     "pdc|sans produit|sans ic|sans|avant "
     "injection|"
     "avant inj*|avant contraste|non injecte|non injectee|non inj*|spontane*|pdc minus"},
    {Phase::Arterial, 0.9,
     "arteriel|arterielle|arteriel tardif|temps arteriel tardif|temps arteriel precoce|phase "
     "arterielle tardive|phase arterielle precoce|arterielle tardive|arteriel precoce|temps "
     "arteriel|phase "
     "arterielle|artere*|corticomedullaire*|cortico medullaire*"},
    {Phase::PortalVenous, 0.9,
     "portale|temps portal|temps veineux|veineux|veineuse|veineu*|porto "
     "veineu*|portoveineu*|portal veineu*|"
     "tubulaire|nephrographique"},
    {Phase::Delayed, 0.9, "tardif|tardive|tardi*|retarde*|excretoire|temps excret*|equilibre"},
    {Phase::PostContrast, 0.6,
     "avec injection|avec inj*|avec contraste|avec iv|avec pdc|avec|apres injection|apres "
     "inj*|apres contraste|"
     "injecte|injectee|injection|pdc|pdc plus"},
    // Español
    {Phase::PreContrast, 0.9,
     "sin contraste|sin medio contraste|sin medio de contraste|s cte|sin civ|sin iv|sin cte|"
     "precontraste|pre contraste|fase en "
     "vacio|vacio|basal"},
    {Phase::PreContrast, 0.75, "simple"},
    {Phase::Arterial, 0.9,
     "fase arterial|fase arterial tardia|fase arterial precoz|fase arterial precoce|arterial "
     "tardia|arterial precoz|arteria*|corticomedular*|cortico medular*"},
    {Phase::PortalVenous, 0.9,
     "fase portal|fase venosa|venosa|venoso|portovenosa|porto "
     "venosa|nefrografic*|nefrogra*|nefrogenic*"},
    {Phase::Delayed, 0.9,
     "tardia|tardio|fase tardia|retrasad*|demorad*|retardad*|excretora|equilibrio|eliminacion"},
    {Phase::PostContrast, 0.6,
     "con contraste|con civ|con cte|c cte|poscontraste|postcontraste|post "
     "contraste|contraste|contrastad*"},
    // Italiano
    {Phase::PreContrast, 0.9,
     "senza mdc|senza contrasto|senza mezzo|senza|smdc|pre mdc|precontrast*|basale|diretta|in "
     "bianco"},
    {Phase::Arterial, 0.9,
     "arteriosa|arterioso|fase arteriosa|fase arteriosa tardiva|fase arteriosa precoce|arteriosa "
     "tardiva|arteriosa precoce|corticomidollare|cortico midollare"},
    {Phase::PortalVenous, 0.9,
     "fase portale|fase venosa|venosa portale|porto venosa|nefrografica|parenchimale"},
    {Phase::Delayed, 0.9,
     "tardiva|tardivo|fase tardiva|venosa tardiva|ritardat*|escretori*|escretrice|urografic*"},
    {Phase::PostContrast, 0.6, "con mdc|con contrasto|dopo mdc|post mdc|cmdc|mdc|contrasto"},
    // Português
    {Phase::PreContrast, 0.9, "sem contraste|sem iv|sem|fase sem contraste|pre contraste"},
    {Phase::PortalVenous, 0.9, "fase portal|fase venosa|venosa portal"},
    {Phase::Delayed, 0.9, "tardia|fase tardia|fase de equilibrio|fase excretora|excretora"},
    {Phase::PostContrast, 0.6, "com contraste|com iv|pos contraste|apos contraste"},
    // Nederlands
    {Phase::PreContrast, 0.9, "zonder contrast|zonder iv|zonder|blanco|voor contrast"},
    {Phase::Arterial, 0.9,
     "arterieel|arteriele|arteriele fase|laat arterieel|late arteriele|late arteriele fase|vroeg "
     "arterieel"},
    {Phase::PortalVenous, 0.9,
     "portaal|portale fase|veneus|veneuze|portoveneus|portoveneu*|porto veneu*|portaal veneus"},
    {Phase::Delayed, 0.9,
     "laat|late fase|laat veneus|vertraagd*|uitscheiding*|excretie*|evenwicht*"},
    {Phase::PostContrast, 0.6, "met contrast|met iv|na contrast"},
    // Русский (й is decomposed; endings are left open)
    {Phase::PreContrast, 0.9, "нативн*|без контраст*|до контраст*|без усил*"},
    {Phase::Arterial, 0.9, "артериальн*|поздняя артериальн*|кортикомедулл*"},
    {Phase::PortalVenous, 0.9,
     "венозн*|портальн*|портальная венозн*|портовенозн*|порто венозн*|нефрографич*"},
    {Phase::Delayed, 0.9,
     "отсрочен*|отсроченная венозн*|поздняя|поздняя венозн*|экскретор*|выделительн*|"
     "равновесн*"},
    {Phase::PostContrast, 0.6, "с контраст*|после контраст*|контраст*"},
    // Perfusion maps
    {Phase::MTT, 0.95, "mtt|mean transit time"},
    {Phase::CBV, 0.95, "cbv|rcbv|cerebral blood volume|blood volume"},
    {Phase::CBF, 0.95, "cbf|rcbf|cerebral blood flow|blood flow"},
    // Words that hold one of the above and mean something else
    {Phase::Unknown, 0,
     "pre op|pre operative|pre tx|pre treatment|pre monitoring|premonitoring|post op|post "
     "operative|post tx|post treatment|"
     "post processing|pre bolus|delayed bolus|without sedation|oral contrast|with oral|without "
     "oral|"
     "with oral contrast|basal ganglia|plain film|con oral|sans oral|sin oral|fat sat|with fat "
     "sat|without fat sat|"
     "virtual non contrast|virtual noncontrast|virtual unenhanced|virtual native|virtuell nativ*|"
     "portal hypertension|portal vein thrombo*|post void|post biopsy|post ablation|post tace|post "
     "embo*|post drain*|post micturition|"
     "simple tc|single phase|multi phase|late gad*|late enhancement|late gadolinium enhancement|"
     "sin inspiracion|con inspiracion"},
    // Words that name a whole exam
    {Phase::Unknown, 1,
     "w wo|w wo contrast|w w o|w w o contrast|w o w|w o w contrast|w o and w|wo w|wo w contrast|wo "
     "and w|"
     "with and without|with and without contrast|without and with|without and with contrast|"
     "mit und ohne|ohne und mit|sans et avec|avec et sans|con y sin|sin y con|senza e con|com e "
     "sem|sem e com|"
     "zonder en met|met en zonder"},
};

// Chinese (both scripts), Japanese and Korean put no blanks between words: these stand anywhere.
inline constexpr PhaseTerm unspacedPhaseTerms[] = {
    {Phase::PreContrast, 0.9,
     "単純|非造影|造影なし|造影前|平扫|平掃|增强前|增強前|조영전|조영 전|비조영"},
    {Phase::Arterial, 0.9,
     "動脈相|動脈優位相|动脉期|动脉早期|动脉晚期|動脈期|動脈早期|動脈晚期|早期動脈相|後期動脈相|"
     "皮髄相|皮髓质期|皮髓質期|皮髓期|皮质期|皮質期|동맥기"},
    {Phase::Arterial, 0.75, "早期相"},
    {Phase::PortalVenous, 0.9,
     "門脈相|門脈優位相|静脈相|門脈期|静脈期|门脉期|门静脉期|静脉期|門靜脈期|靜脈期|腎実質相|"
     "実質相|"
     "实质期|實質期|문맥기|정맥기|문정맥기"},
    {Phase::Delayed, 0.9,
     "平衡相|遅延相|排泄相|肝細胞相|肝細胞造影相|延迟期|延遲期|延时期|延時期|平衡期|排泄期|肝胆期|"
     "肝膽期|지연기|평형기|배설기|간담도기"},
    {Phase::Delayed, 0.75, "後期相|晚期相"},
    {Phase::PostContrast, 0.6, "造影|造影後|造影后|增强|增強|조영|조영후|조영 후"},
    {Phase::Unknown, 1, "造影前後|造影前后|增强前后|增強前後|平扫增强|平掃增強|조영전후"},
};

} // namespace bolus
