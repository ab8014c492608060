#include "app/jobs/SearchTruth.h"

#include <algorithm>

#include "engine/phantom/Looks.h"

namespace bolus {

namespace {

using enum Finding;

bool has(const PhantomExam& exam, Finding finding) {
    return std::ranges::find(exam.lesions, finding, &PhantomLesion::finding) != exam.lesions.end();
}

using Findings = std::vector<Finding>;
const Findings liverMasses{
    HepaticCyst,    Hemangioma,         Hcc,         LiverMetastases, FocalNodularHyperplasia,
    HepaticAdenoma, Cholangiocarcinoma, LiverAbscess};

bool hasAny(const PhantomExam& exam, const Findings& findings) {
    return std::ranges::any_of(findings, [&](Finding one) { return has(exam, one); });
}

using LesionTest = std::function<bool(const PhantomLesion&)>;

/// 2 where a lesion of these findings passes, 1 where there is one.
Relevance lesionOf(Findings findings, LesionTest test) {
    return [findings = std::move(findings), test = std::move(test)](const PhantomExam& exam) {
        Grade grade = 0;
        for (const PhantomLesion& lesion : exam.lesions) {
            if (std::ranges::find(findings, lesion.finding) != findings.end()) {
                grade = std::max(grade, test(lesion) ? 2 : 1);
            }
        }
        return grade;
    };
}

LesionTest in(std::string place) {
    return [place = std::move(place)](const PhantomLesion& lesion) {
        const auto at = lesion.place.find(place); // "segment V" is not "segment VI"
        const auto end = at + place.size();
        return at != std::string::npos && (end == lesion.place.size() || lesion.place[end] == ' ');
    };
}

LesionTest larger(double mm) {
    return [mm](const PhantomLesion& lesion) { return lesion.diameter > mm; };
}

LesionTest smaller(double mm) {
    return [mm](const PhantomLesion& lesion) { return lesion.diameter < mm; };
}

LesionTest both(LesionTest one, LesionTest other) {
    return [one = std::move(one), other = std::move(other)](const PhantomLesion& lesion) {
        return one(lesion) && other(lesion);
    };
}

/// Looks in one of these phases, if it was scanned.
struct Shows {
    std::vector<Phase> phases;
    Look look;
};

bool shows(const PhantomExam& exam, const std::vector<Look>& looks, const Shows& wanted) {
    for (std::size_t i = 0; i < looks.size(); ++i) {
        if (looks[i] == wanted.look &&
            std::ranges::find(wanted.phases, exam.phases[i]) != wanted.phases.end()) {
            return true;
        }
    }
    return false;
}

/// 2 where one of these findings shows all of it, 1 where there is one.
Relevance showing(Findings findings, std::vector<Shows> wanted) {
    return [findings = std::move(findings), wanted = std::move(wanted)](const PhantomExam& exam) {
        Grade grade = 0;
        for (const Finding finding : findings) {
            const std::vector<Look> looks = looksOf(exam, finding);
            const bool all = std::ranges::all_of(
                wanted, [&](const Shows& one) { return shows(exam, looks, one); });
            grade = std::max(grade, looks.empty() ? 0 : all ? 2 : 1);
        }
        return grade;
    };
}

Relevance withAndWithout(Findings with, Findings without) {
    return [with = std::move(with), without = std::move(without)](const PhantomExam& exam) {
        const bool all = std::ranges::all_of(with, [&](Finding one) { return has(exam, one); });
        return all && !hasAny(exam, without) ? 2 : 0;
    };
}

void addNames(std::vector<PhraseQuery>& to) {
    const std::pair<const char*, Finding> names[] = {
        {"hepatic cyst", HepaticCyst},
        {"liver cyst", HepaticCyst},
        {"cavernous hemangioma", Hemangioma},
        {"haemangioma of the liver", Hemangioma},
        {"hepatocellular carcinoma", Hcc},
        {"HCC", Hcc},
        {"liver metastases", LiverMetastases},
        {"hepatic mets", LiverMetastases},
        {"focal nodular hyperplasia", FocalNodularHyperplasia},
        {"FNH", FocalNodularHyperplasia},
        {"hepatic adenoma", HepaticAdenoma},
        {"hepatocellular adenoma", HepaticAdenoma},
        {"cholangiocarcinoma", Cholangiocarcinoma},
        {"bile duct cancer", Cholangiocarcinoma},
        {"liver abscess", LiverAbscess},
        {"pyogenic abscess", LiverAbscess},
        {"fatty liver", Steatosis},
        {"hepatic steatosis", Steatosis},
        {"liver cirrhosis", Cirrhosis},
        {"cirrhotic liver", Cirrhosis},
        {"portal vein thrombosis", PortalVeinThrombosis},
        {"PVT", PortalVeinThrombosis},
        {"gallstones", Gallstones},
        {"cholelithiasis", Gallstones},
        {"renal cyst", RenalCyst},
        {"kidney cyst", RenalCyst},
        {"clear cell renal cell carcinoma", ClearCellRcc},
        {"ccRCC", ClearCellRcc},
        {"papillary renal cell carcinoma", PapillaryRcc},
        {"papillary RCC", PapillaryRcc},
        {"angiomyolipoma", Angiomyolipoma},
        {"AML of the kidney", Angiomyolipoma},
        {"kidney stone", RenalStone},
        {"nephrolithiasis", RenalStone},
        {"hydronephrosis", Hydronephrosis},
        {"dilated renal collecting system", Hydronephrosis},
        {"pancreatic adenocarcinoma", PancreaticAdenocarcinoma},
        {"pancreatic cancer", PancreaticAdenocarcinoma},
        {"neuroendocrine tumor of the pancreas", NeuroendocrineTumor},
        {"PNET", NeuroendocrineTumor},
        {"acute pancreatitis", AcutePancreatitis},
        {"inflammation of the pancreas", AcutePancreatitis},
        {"adrenal adenoma", AdrenalAdenoma},
        {"adrenal nodule", AdrenalAdenoma},
        {"splenic infarct", SplenicInfarct},
        {"infarction of the spleen", SplenicInfarct},
        {"abdominal aortic aneurysm", AorticAneurysm},
        {"AAA", AorticAneurysm},
        {"aortic dissection", AorticDissection},
        {"intimal flap", AorticDissection},
        {"ascites", Ascites},
        {"free abdominal fluid", Ascites},
        {"pleural effusion", PleuralEffusion},
        {"fluid in the pleural space", PleuralEffusion},
    };
    for (const auto& [text, finding] : names) {
        to.push_back({"name", text, withAndWithout({finding}, {})});
    }
}

void addPlaces(std::vector<PhraseQuery>& to) {
    const auto place = [&](const char* text, Finding finding, const char* where) {
        to.push_back({"place", text, lesionOf({finding}, in(where))});
    };
    place("cyst in the left kidney", RenalCyst, "left kidney");
    place("right renal cyst", RenalCyst, "right kidney");
    place("hemangioma in segment VI", Hemangioma, "segment VI");
    place("HCC in segment VIII", Hcc, "segment VIII");
    place("hepatic cyst in segment IV", HepaticCyst, "segment IV");
    place("cancer of the pancreatic head", PancreaticAdenocarcinoma, "pancreatic head");
    place("tumor in the tail of the pancreas", NeuroendocrineTumor, "pancreatic tail");
    place("left adrenal adenoma", AdrenalAdenoma, "left adrenal gland");
    place("right pleural effusion", PleuralEffusion, "right pleural space");
    place("bilateral pleural effusions", PleuralEffusion, "both pleural spaces");
    place("left hydronephrosis", Hydronephrosis, "left kidney");
    place("stone in the right renal pelvis", RenalStone, "right renal pelvis");
    place("thrombus in the main portal vein", PortalVeinThrombosis, "main portal vein");
    place("clear cell carcinoma of the right kidney", ClearCellRcc, "right kidney");
}

void addSizes(std::vector<PhraseQuery>& to) {
    const auto size = [&](const char* text, Findings findings, LesionTest test) {
        to.push_back({"size", text, lesionOf(std::move(findings), std::move(test))});
    };
    size("liver lesion > 2 cm in segment VI", liverMasses, both(larger(20), in("segment VI")));
    size("hepatocellular carcinoma larger than 4 cm", {Hcc}, larger(40));
    size("HCC < 3 cm", {Hcc}, smaller(30));
    size("hemangioma > 30 mm", {Hemangioma}, larger(30));
    size("renal cyst larger than 3 cm", {RenalCyst}, larger(30));
    size("aortic aneurysm > 5 cm", {AorticAneurysm}, larger(50));
    size("adrenal adenoma > 2 cm", {AdrenalAdenoma}, larger(20));
    size("pancreatic adenocarcinoma > 3 cm", {PancreaticAdenocarcinoma}, larger(30));
    size("metastases up to 2 cm", {LiverMetastases}, smaller(21));
}

void addBehaviours(std::vector<PhraseQuery>& to) {
    using enum Phase;
    const Shows early{{Arterial}, Look::Brighter}, washed{{PortalVenous, Delayed}, Look::Darker},
        late{{Delayed}, Look::Brighter}, dark{{PortalVenous}, Look::Darker},
        even{{PortalVenous}, Look::Alike};
    const auto behaviour = [&](const char* text, Findings findings, std::vector<Shows> wanted) {
        to.push_back({"behaviour", text, showing(std::move(findings), std::move(wanted))});
    };
    behaviour("arterial enhancement with washout", liverMasses, {early, washed});
    behaviour("hepatocellular carcinoma with arterial enhancement and washout", {Hcc},
              {early, washed});
    behaviour("hypervascular liver lesion in the arterial phase", liverMasses, {early});
    behaviour("FNH enhancing in the arterial phase", {FocalNodularHyperplasia}, {early});
    behaviour("adenoma isodense to the liver in the portal venous phase", {HepaticAdenoma}, {even});
    behaviour("cholangiocarcinoma with delayed enhancement", {Cholangiocarcinoma}, {late});
    behaviour("hemangioma filling in on delayed phase", {Hemangioma}, {late});
    behaviour("metastases hypodense in the portal venous phase", {LiverMetastases}, {dark});
    behaviour("hypervascular pancreatic tumor in the arterial phase", {NeuroendocrineTumor},
              {early});
    behaviour("hypoenhancing pancreatic mass in the portal venous phase",
              {PancreaticAdenocarcinoma}, {dark});
}

void addTogether(std::vector<PhraseQuery>& to) {
    const auto together = [&](const char* text, Findings findings) {
        to.push_back({"together", text, withAndWithout(std::move(findings), {})});
    };
    together("cirrhosis and ascites", {Cirrhosis, Ascites});
    together("HCC in a cirrhotic liver", {Hcc, Cirrhosis});
    together("hydronephrosis with a renal stone", {Hydronephrosis, RenalStone});
    together("pancreatitis and gallstones", {AcutePancreatitis, Gallstones});
    together("liver metastases and pleural effusion", {LiverMetastases, PleuralEffusion});
    together("ascites and pleural effusion", {Ascites, PleuralEffusion});
}

void addLacks(std::vector<PhraseQuery>& to) {
    const auto lacks = [&](const char* text, Findings with, Findings without) {
        to.push_back({with.empty() ? "denied" : "lacks", text,
                      withAndWithout(std::move(with), std::move(without))});
    };
    lacks("renal stone without hydronephrosis", {RenalStone}, {Hydronephrosis});
    lacks("hydronephrosis without stone", {Hydronephrosis}, {RenalStone});
    lacks("cirrhosis without ascites", {Cirrhosis}, {Ascites});
    lacks("ascites, no cirrhosis", {Ascites}, {Cirrhosis});
    lacks("HCC, no portal vein thrombosis", {Hcc}, {PortalVeinThrombosis});
    lacks("hepatocellular carcinoma without cirrhosis", {Hcc}, {Cirrhosis});
    lacks("pancreatitis without gallstones", {AcutePancreatitis}, {Gallstones});
    lacks("gallstones without pancreatitis", {Gallstones}, {AcutePancreatitis});
    lacks("liver metastases, no ascites", {LiverMetastases}, {Ascites});
    lacks("pleural effusion without ascites", {PleuralEffusion}, {Ascites});
    lacks("aortic aneurysm without dissection", {AorticAneurysm}, {AorticDissection});
    lacks("fatty liver, no focal liver lesion", {Steatosis}, liverMasses);
    lacks("no ascites", {}, {Ascites});
    lacks("no gallstones", {}, {Gallstones});
    lacks("no pleural effusion", {}, {PleuralEffusion});
    lacks("no hydronephrosis", {}, {Hydronephrosis});
    lacks("no biliary dilatation", {}, {Cholangiocarcinoma, PancreaticAdenocarcinoma});
    lacks("no focal liver lesion", {}, liverMasses);
    lacks("no evidence of metastases", {}, {LiverMetastases});
    lacks("no aortic aneurysm", {}, {AorticAneurysm});
}

} // namespace

const std::vector<PhraseQuery>& phraseQueries() {
    static const std::vector<PhraseQuery> queries = [] {
        std::vector<PhraseQuery> all;
        for (const auto add :
             {addNames, addPlaces, addSizes, addBehaviours, addTogether, addLacks}) {
            add(all);
        }
        return all;
    }();
    return queries;
}

Grade likeness(const PhantomExam& query, Finding finding, const PhantomExam& other) {
    if (!has(other, finding)) {
        return 0;
    }
    const std::vector<Look> wanted = looksOf(query, finding), there = looksOf(other, finding);
    for (std::size_t i = 0; i < query.phases.size(); ++i) {
        const auto place = std::ranges::find(other.phases, query.phases[i]) - other.phases.begin();
        const auto at = static_cast<std::size_t>(place);
        if (at == other.phases.size() || (!wanted.empty() && wanted[i] != there[at])) {
            return 1;
        }
    }
    return 2;
}

Grade likeness(const PhantomExam& query, const PhantomExam& other) {
    const std::vector<Finding> findings = findingsOf(query);
    Grade grade = findings.empty() && other.lesions.empty() ? 2 : 0;
    for (const Finding finding : findings) {
        grade = std::max(grade, likeness(query, finding, other));
    }
    return grade;
}

const PhantomLesion* regionLesion(const PhantomExam& exam) {
    const PhantomLesion* largest = nullptr;
    for (const PhantomLesion& lesion : exam.lesions) {
        const bool focal = !looksOf(exam, lesion.finding).empty();
        if (focal && (!largest || lesion.diameter > largest->diameter)) {
            largest = &lesion;
        }
    }
    return largest;
}

} // namespace bolus
