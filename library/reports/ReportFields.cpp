#include "library/reports/ReportFields.h"

#include <algorithm>
#include <string>

#include "library/reports/Fold.h"

namespace bolus {

namespace {

struct KnownField {
    std::string_view name; // as foldedName gives it
    ReportField field;
};

constexpr KnownField known[] = {
    {"studyinstanceuid", ReportField::StudyUid},
    {"studyuid", ReportField::StudyUid},
    {"dicomstudyinstanceuid", ReportField::StudyUid},
    {"dicomstudyuid", ReportField::StudyUid},
    {"accession", ReportField::Accession},
    {"accessionnumber", ReportField::Accession},
    {"accessionno", ReportField::Accession},
    {"accessionnr", ReportField::Accession},
    {"accessionid", ReportField::Accession},
    {"accno", ReportField::Accession},
    {"accnumber", ReportField::Accession},
    {"accessionnummer", ReportField::Accession},
    {"accessnummer", ReportField::Accession},
    {"zugriffsnummer", ReportField::Accession},
    {"zugangsnummer", ReportField::Accession},
    {"numerodaccession", ReportField::Accession},
    {"numerodacces", ReportField::Accession},
    {"numeroaccession", ReportField::Accession},
    {"numerodeacceso", ReportField::Accession},
    {"numeroacceso", ReportField::Accession},
    {"numerodiaccesso", ReportField::Accession},
    {"numeroaccesso", ReportField::Accession},
    {"numerodeacesso", ReportField::Accession},
    {"accessienummer", ReportField::Accession},
    {"номердоступа", ReportField::Accession},
    {"patientid", ReportField::Patient},
    {"patientidentifier", ReportField::Patient},
    {"mrn", ReportField::Patient},
    {"medicalrecordnumber", ReportField::Patient},
    {"patientennummer", ReportField::Patient},
    {"patientenid", ReportField::Patient},
    {"idpatient", ReportField::Patient},
    {"idpaciente", ReportField::Patient},
    {"idpaziente", ReportField::Patient},
    {"patientnummer", ReportField::Patient},
    {"report", ReportField::Text},
    {"reporttext", ReportField::Text},
    {"text", ReportField::Text},
    {"fulltext", ReportField::Text},
    {"radiologyreport", ReportField::Text},
    {"reportbody", ReportField::Text},
    {"narrative", ReportField::Text},
    {"befundtext", ReportField::Text},
    {"bericht", ReportField::Text},
    {"compterendu", ReportField::Text},
    {"rapport", ReportField::Text},
    {"informe", ReportField::Text},
    {"referto", ReportField::Text},
    {"laudo", ReportField::Text},
    {"verslag", ReportField::Text},
    {"протокол", ReportField::Text},
    {"报告", ReportField::Text},
    {"报告内容", ReportField::Text},
    {"レポート", ReportField::Text},
    {"reportstatus", ReportField::Status},
    {"resultstatus", ReportField::Status},
    {"reportdate", ReportField::Written},
    {"reporttime", ReportField::Written},
    {"reportdatetime", ReportField::Written},
};

} // namespace

std::optional<ReportField> reportFieldNamed(std::string_view name) {
    const std::string folded = foldedName(name);
    const auto found = std::ranges::find(known, folded, &KnownField::name);
    return folded.empty() || found == std::end(known) ? std::nullopt : std::optional(found->field);
}

} // namespace bolus
