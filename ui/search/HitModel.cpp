#include "ui/search/HitModel.h"

#include <algorithm>

#include "ui/common/Text.h"
#include "ui/library/Thumbnails.h"

namespace bolus {

HitModel::HitModel(Thumbnails& thumbnails, QObject* parent)
    : QAbstractListModel(parent), m_thumbnails(thumbnails) {}

const Case* HitModel::caseOf(const Hit& hit) const {
    const auto found = std::ranges::find(m_cases, hit.caseId, &Case::id);
    return found == m_cases.end() ? nullptr : &*found;
}

void HitModel::setAnswer(const SearchAnswer& answer) {
    beginResetModel();
    m_hits = answer.hits;
    m_words = answer.words;
    m_cases = answer.cases;
    endResetModel();
}

int HitModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_hits.size());
}

QVariant HitModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Hit& hit = m_hits[index.row()];
    const Case* exam = caseOf(hit);
    const QString title = exam ? patientText(*exam) : hit.patientId;
    switch (role) {
    case Qt::DisplayRole:
    case CaseRole::Title:
        return QStringLiteral("%1. %2").arg(hit.rank).arg(title);
    case CaseRole::Id:
        return QVariant::fromValue<qint64>(hit.caseId);
    case CaseRole::Date:
        return exam ? dateText(exam->studyDate) : QString();
    case CaseRole::Description:
        return exam ? toText(exam->description) : QString();
    case CaseRole::Thumbnail:
        return m_thumbnails.of(hit.caseId);
    case HitRole::Sentence:
        return markedHtml(hit.sentence, m_words);
    case HitRole::Score:
        return QString::number(hit.score, 'f', 3);
    case HitRole::Ranks:
        return hit.ranksText();
    case HitRole::Assertion:
        return hit.assertionText();
    case Qt::ToolTipRole:
        return hit.sentence;
    case Qt::AccessibleTextRole:
        return tr("Rank %1: %2. %3 %4").arg(hit.rank).arg(title, hit.sentence, hit.assertionText());
    default:
        return {};
    }
}

} // namespace bolus
