// The cases of the library as rows. In memory are the numbers of all that pass the filter, and the
// rows that are looked at.
#pragma once

#include <vector>

#include <QAbstractListModel>
#include <QCache>
#include <QPixmap>
#include <QTimer>

#include "library/store/Library.h"

namespace bolus {

class LibrarySession;
class Thumbnails;

/// Roles of every list that shows cases. Where a row has not been read yet, all but the id are
/// empty; dataChanged follows.
namespace CaseRole {
enum {
    Id = Qt::UserRole + 1, // qint64
    Title,                 // patient
    Date,
    Description,
    Phases,    // QVariantList of int(Phase), in contrast order
    Thumbnail, // QPixmap, null where there is none
    Modality,
    HasReport // bool
};
}

/// Lives on the GUI thread and asks the library's.
class CaseListModel : public QAbstractListModel {
    Q_OBJECT
public:
    CaseListModel(LibrarySession& library, Thumbnails& thumbnails, QObject* parent = nullptr);
    ~CaseListModel() override;

    /// Forgets the rows of another library.
    void forget();
    /// `refreshed` follows where they are others than before.
    void setFilter(const CaseFilter& filter);
    void setOrder(CaseOrder order);
    const CaseFilter& filter() const { return m_filter; }
    CaseOrder order() const { return m_order; }
    /// Asks the library again; `refreshed` or `failed` follows. What was read stays until then.
    void refresh();

    /// Asks once more after a question that failed; nothing where the rows are those wanted.
    void catchUp();
    /// Whether the rows are not yet those of the filter and order that were set last.
    bool isBehind() const { return !(m_filter == m_shownFilter) || m_order != m_shownOrder; }
    /// In the library, whatever the filter.
    std::int64_t total() const { return m_total; }
    /// Of the cases that pass; of a facet that the filter sets, of those that pass without it.
    const Facets& facets() const { return m_facets; }
    std::int64_t idAt(int row) const { return m_ids[static_cast<std::size_t>(row)]; }
    /// -1 where the filter leaves it out.
    int rowOf(std::int64_t id) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

Q_SIGNALS:
    /// Rows, total and facets are those that the library has.
    void refreshed();
    void failed(const QString& sentence);

private:
    struct Row;
    struct Answer;
    void ask();
    void take(const CaseFilter& filter, CaseOrder order, Result<Answer> answer);
    void keep(const std::vector<Case>& cases, int generation);
    void want(int row) const;
    void fetch();
    std::vector<std::int64_t> wantedIds();
    QVariant known(const Row& row, int role) const;

    LibrarySession& m_library;
    Thumbnails& m_thumbnails;
    CaseFilter m_filter, m_shownFilter;
    CaseOrder m_order = CaseOrder::Patient, m_shownOrder = CaseOrder::Patient;
    std::vector<std::int64_t> m_ids;
    std::int64_t m_total = 0;
    Facets m_facets;
    bool m_asking = false, m_askAgain = false;
    int m_generation = 0; // rows read before the last refresh are read again when looked at
    int m_forgotten = 0;  // answers of another library are dropped

    QCache<qint64, Row> m_rows;
    mutable int m_wanted = 0; // the row looked at last; those around it are fetched
    mutable QTimer m_fetch;
    bool m_fetching = false;
};

/// One sentence for tool tips and screen readers.
QString caseSummary(const Case& exam);
/// The distinct phases of the case's phase series, in contrast order.
std::vector<Phase> phasesOf(const Case& exam);

} // namespace bolus
