// Saving the present screen as a hanging protocol, and managing those there are.
#pragma once

#include <QCheckBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>

#include "ui/hanging/ProtocolStore.h"

namespace bolus {

/// Asks for a name, and which of the case's conditions the protocol is for.
class SaveProtocolDialog : public QDialog {
    Q_OBJECT
public:
    SaveProtocolDialog(const ProtocolConditions& offered, QWidget* parent);

    QString name() const;
    ProtocolConditions conditions() const; // those that are ticked

private:
    QCheckBox* addCondition(const char* name, const QString& text, bool offered, bool ticked);

    ProtocolConditions m_offered;
    QLineEdit* m_name;
    QCheckBox *m_modality, *m_bodyPart, *m_phases, *m_count;
};

/// On and off, another name, and away with it.
class ProtocolsDialog : public QDialog {
    Q_OBJECT
public:
    ProtocolsDialog(ProtocolStore& store, QWidget* parent);

private:
    void fill();
    void take(const QListWidgetItem* item);
    void remove();
    void showSelected();
    const Protocol* protocolOf(const QListWidgetItem* item) const;

    ProtocolStore& m_store;
    QListWidget* m_list;
    QLabel* m_note;
    QPushButton *m_rename, *m_remove;
    bool m_filling = false;
};

} // namespace bolus
