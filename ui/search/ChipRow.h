// What is in force beside the phrase: example, region, cases to be like, narrowing, collection.
// Each can be removed.
#pragma once

#include <functional>

#include <QWidget>

#include "ui/search/SearchWish.h"

namespace bolus {

class FlowLayout;

class ChipRow : public QWidget {
    Q_OBJECT
public:
    explicit ChipRow(QWidget* parent = nullptr);
    void setWish(const SearchWish& wish);
    /// Tokens of the phases that the example has, to choose from.
    void setExamplePhases(const QStringList& phases);

Q_SIGNALS:
    void changed(const std::function<void(bolus::SearchWish&)>& how);

private:
    void rebuild();
    void add(const QString& text, const QString& tip, std::function<void(SearchWish&)> remove);
    void addPhases();

    FlowLayout* m_flow;
    SearchWish m_wish;
    QStringList m_phases;
};

} // namespace bolus
