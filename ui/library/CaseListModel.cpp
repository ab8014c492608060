#include "ui/library/CaseListModel.h"

#include <algorithm>

#include "ui/common/Text.h"
#include "ui/library/LibrarySession.h"
#include "ui/library/Thumbnails.h"
#include "ui/view/PhaseChip.h"

namespace bolus {

namespace {

constexpr qsizetype mostRows = 2048; // kept in memory
constexpr int around = 48;           // rows fetched before and after the one looked at

/// What the other choices leave of a facet that is set itself: its other values can be changed to.
Result<Facets> facetsOf(Library& library, const CaseFilter& filter) {
    auto facets = library.facets(filter);
    const auto without = [&](auto CaseFilter::*choice, std::vector<FacetCount> Facets::*counts) {
        CaseFilter others = filter;
        others.*choice = {};
        if (!facets || others == filter)
            return;
        auto left = library.facets(others);
        if (left)
            (*facets).*counts = std::move((*left).*counts);
        else
            facets = std::unexpected(left.error());
    };
    without(&CaseFilter::modality, &Facets::modality);
    without(&CaseFilter::bodyPart, &Facets::bodyPart);
    without(&CaseFilter::hasPhase, &Facets::phase);
    without(&CaseFilter::sex, &Facets::sex);
    without(&CaseFilter::ageDecade, &Facets::ageDecade);
    without(&CaseFilter::year, &Facets::year);
    without(&CaseFilter::manufacturer, &Facets::manufacturer);
    return facets;
}

} // namespace

std::vector<Phase> phasesOf(const Case& exam) {
    std::vector<Phase> phases;
    for (const VolumeRecord& volume : exam.volumes)
        if (volume.inPhaseSeries && std::ranges::find(phases, volume.phase.phase) == phases.end())
            phases.push_back(volume.phase.phase);
    return phases;
}

QString caseSummary(const Case& exam) {
    QStringList phases;
    for (const Phase phase : phasesOf(exam))
        phases << phaseName(phase);
    QStringList parts{patientText(exam), dateText(exam.studyDate), toText(exam.modality),
                      toText(exam.description), phases.join(QStringLiteral(", "))};
    parts.removeAll(QString());
    return parts.join(QStringLiteral(" · "));
}

/// A case without its volumes: as it is listed.
struct CaseListModel::Row {
    QString title, date, description, modality, summary;
    QVariantList phases;
    bool hasReport = false;
    int generation = 0;
};

struct CaseListModel::Answer {
    std::vector<std::int64_t> ids;
    std::int64_t total = 0;
    Facets facets;
    std::vector<Case> first; // those that are looked at, so that they do not come late
};

CaseListModel::CaseListModel(LibrarySession& library, Thumbnails& thumbnails, QObject* parent)
    : QAbstractListModel(parent), m_library(library), m_thumbnails(thumbnails), m_rows(mostRows) {
    m_fetch.setSingleShot(true);
    connect(&m_fetch, &QTimer::timeout, this, &CaseListModel::fetch);
}

CaseListModel::~CaseListModel() = default;

void CaseListModel::forget() {
    beginResetModel();
    m_ids.clear();
    m_rows.clear();
    m_total = 0;
    m_facets = {};
    ++m_forgotten;
    m_asking = m_askAgain = m_fetching = false;
    endResetModel();
}

void CaseListModel::setFilter(const CaseFilter& filter) {
    if (filter == m_filter)
        return;
    m_filter = filter;
    m_wanted = 0;
    ask();
}

void CaseListModel::setOrder(CaseOrder order) {
    if (order == m_order)
        return;
    m_order = order;
    ask();
}

void CaseListModel::refresh() {
    m_thumbnails.lookAgain();
    ask();
}

void CaseListModel::catchUp() {
    if (isBehind() && !m_asking)
        ask();
}

// One question at a time: what is asked meanwhile is asked once more, of the library as it is then.
void CaseListModel::ask() {
    if (m_library.folder().isEmpty())
        return; // asked when one is open
    if (m_asking) {
        m_askAgain = true;
        return;
    }
    m_asking = true;
    const auto look = [filter = m_filter, order = m_order,
                       from = std::max(0, m_wanted - around)](Library& library) -> Result<Answer> {
        Answer answer;
        auto ids = library.caseIds(filter, order);
        auto facets = ids ? facetsOf(library, filter) : Result<Facets>();
        auto total = library.caseCount();
        if (!ids || !facets || !total)
            return std::unexpected(!ids ? ids.error() : !facets ? facets.error() : total.error());
        const auto size = static_cast<int>(ids->size());
        const int begin = std::min(from, size), end = std::min(from + 2 * around, size);
        auto first = library.casesByIds(std::span(*ids).subspan(
            static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin)));
        if (!first)
            return std::unexpected(first.error());
        return Answer{std::move(*ids), *total, std::move(*facets), std::move(*first)};
    };
    m_library.ask<Answer>(
        this, look,
        [this, filter = m_filter, order = m_order, forgotten = m_forgotten](Result<Answer> answer) {
            if (forgotten == m_forgotten)
                take(filter, order, std::move(answer));
        });
}

void CaseListModel::take(const CaseFilter& filter, CaseOrder order, Result<Answer> answer) {
    m_asking = false;
    if (std::exchange(m_askAgain, false))
        ask();
    if (!answer) {
        Q_EMIT failed(toText(answer.error().message));
        return;
    }
    ++m_generation;
    keep(answer->first, m_generation);
    m_total = answer->total;
    m_facets = std::move(answer->facets);
    m_shownFilter = filter;
    m_shownOrder = order;
    if (answer->ids != m_ids) {
        beginResetModel();
        m_ids = std::move(answer->ids);
        endResetModel();
    } else if (!m_ids.empty()) {
        Q_EMIT dataChanged(index(0), index(rowCount() - 1));
    }
    Q_EMIT refreshed();
}

void CaseListModel::keep(const std::vector<Case>& cases, int generation) {
    for (const Case& exam : cases) {
        auto* row = new Row{patientText(exam),        dateText(exam.studyDate),
                            toText(exam.description), toText(exam.modality),
                            caseSummary(exam),        {},
                            !exam.reports.empty(),    generation};
        for (const Phase phase : phasesOf(exam))
            row->phases << static_cast<int>(phase);
        m_rows.insert(exam.id, row);
    }
}

int CaseListModel::rowOf(std::int64_t id) const {
    const auto found = std::ranges::find(m_ids, id);
    return found == m_ids.end() ? -1 : static_cast<int>(found - m_ids.begin());
}

int CaseListModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_ids.size());
}

QVariant CaseListModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const std::int64_t id = idAt(index.row());
    if (role == CaseRole::Id)
        return QVariant::fromValue<qint64>(id);
    if (role == CaseRole::Thumbnail)
        return m_thumbnails.of(id);
    const Row* row = m_rows.object(id);
    if (!row || row->generation != m_generation)
        want(index.row());
    return row ? known(*row, role) : QVariant();
}

QVariant CaseListModel::known(const Row& row, int role) const {
    switch (role) {
    case Qt::DisplayRole:
    case CaseRole::Title:
        return row.title;
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
        return row.summary;
    case CaseRole::Date:
        return row.date;
    case CaseRole::Description:
        return row.description;
    case CaseRole::Modality:
        return row.modality;
    case CaseRole::HasReport:
        return row.hasReport;
    case CaseRole::Phases:
        return row.phases;
    default:
        return {};
    }
}

void CaseListModel::want(int row) const {
    m_wanted = row;
    if (!m_fetching)
        m_fetch.start(0);
}

std::vector<std::int64_t> CaseListModel::wantedIds() {
    std::vector<std::int64_t> ids;
    const int end = std::min(m_wanted + around, rowCount());
    for (int row = std::max(0, m_wanted - around); row < end; ++row) {
        const Row* known = m_rows.object(idAt(row));
        if (!known || known->generation != m_generation)
            ids.push_back(idAt(row));
    }
    return ids;
}

// Rows that were passed in the meantime are not fetched: whoever still shows them asks again.
void CaseListModel::fetch() {
    std::vector<std::int64_t> ids = wantedIds();
    if (ids.empty() || std::exchange(m_fetching, true))
        return;
    const auto take = [this, ids, generation = m_generation,
                       forgotten = m_forgotten](Result<std::vector<Case>> cases) {
        if (forgotten != m_forgotten)
            return;
        m_fetching = false;
        if (!cases) {
            Q_EMIT failed(toText(cases.error().message));
            return;
        }
        for (const std::int64_t id : ids) { // one that is gone is asked for once
            auto* gone = new Row;
            gone->generation = generation;
            m_rows.insert(id, gone);
        }
        keep(*cases, generation);
        if (!m_ids.empty())
            Q_EMIT dataChanged(index(0), index(rowCount() - 1));
    };
    m_library.ask<std::vector<Case>>(
        this, [ids](Library& library) { return library.casesByIds(ids); }, take);
}

} // namespace bolus
