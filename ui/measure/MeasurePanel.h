// The table of all measurements of a case, the curves beside it, and the washout of one region.
#pragma once

#include <map>

#include <QLabel>
#include <QSplitter>
#include <QTableWidget>
#include <QTimer>
#include <QToolButton>

#include "library/domain/Case.h"
#include "ui/measure/MeasureTable.h"

namespace bolus {

class EnhancementChart;
class ViewerWidget;

/// Shows the case of the active viewport. The arrows select a row; a click on it or Enter goes to
/// the shape's slice; Delete removes it. The numbers of the phases go before the curves: where not
/// both have room, a button shows the curves instead.
class MeasurePanel : public QWidget {
    Q_OBJECT
public:
    explicit MeasurePanel(ViewerWidget& viewer, QWidget* parent = nullptr);

    /// A case on screen, as it is now.
    void setCase(const Case& exam);
    void forgetCases();
    QString csv() const { return m_table.toCsv(); }
    QString washout() const { return m_washout->text(); }

Q_SIGNALS:
    void csvRequested();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    struct OpenCase {
        Case exam;
        std::vector<std::optional<double>> offPlaceMm; // one a measured phase
    };
    void renewSoon();
    void renew();
    const OpenCase* shownCase() const;
    QLayout* buildTools();
    void buildHalves();
    void connectAll();
    void fillTable();
    void arrange();
    void sharePhases(int room);
    void showSelection();
    void fillCell(int row, int column, const MeasureCell& cell);
    void showCurves();
    void select(int row);
    void goTo(int row);
    void copy();

    ViewerWidget& m_viewer;
    std::map<qint64, OpenCase> m_cases;
    MeasureTable m_table;
    QTableWidget* m_rows;
    EnhancementChart* m_chart;
    QLabel *m_washout, *m_empty;
    QToolButton *m_copy, *m_save, *m_remove;
    QToolButton* m_showCurves; // where there is no room for table and curves at once
    QSplitter* m_halves;
    QWidget* m_curves;
    bool m_isDivided = false; // by hand
    QTimer m_renewing;
    bool m_filling = false;
};

} // namespace bolus
