// What the library holds of each kind, with how many cases, as choices that narrow the list.
#pragma once

#include <vector>

#include <QComboBox>
#include <QWidget>

#include "library/store/Library.h"

namespace bolus {

class FacetBar : public QWidget {
    Q_OBJECT
public:
    explicit FacetBar(QWidget* parent = nullptr);

    /// Lists these values; what is chosen stays chosen, also where no case has it any more.
    void fill(const Facets& facets);
    /// The filter with the choices put into it.
    CaseFilter appliedTo(CaseFilter filter) const;
    bool anyChosen() const;
    void clear();

Q_SIGNALS:
    void chosen(); // by the user

private:
    struct Choice {
        QComboBox* box;
        QString title;
        std::vector<FacetCount> Facets::*counts;
        void (*apply)(CaseFilter& filter, const QVariant& value);
    };
    QComboBox* add(const char* name, const QString& title, std::vector<FacetCount> Facets::*counts,
                   void (*apply)(CaseFilter&, const QVariant&));
    void fillBox(const Choice& choice, const Facets& facets);
    void show(QComboBox& box);

    std::vector<Choice> m_choices;
};

} // namespace bolus
