#include "ui/window/CaseEditor.h"

#include "ui/common/Text.h"
#include "ui/library/LibrarySession.h"
#include "ui/window/UndoStep.h"

namespace bolus {

namespace {

constexpr std::size_t mostEarlier = 20; // edits of earlier sessions on the undo stack

/// The latest is taken back first; another program may have made one since.
Result<CaseEdit> takeBackExactly(Library& library, const CaseEdit& edit) {
    const auto edits = library.caseEdits();
    if (!edits)
        return std::unexpected(edits.error());
    if (!edits->empty() && edits->front().id != edit.id)
        return fail(ErrorCode::Conflict, "“" + edit.what +
                                             "” cannot be taken back before what another window or "
                                             "command did after it: “" +
                                             edits->front().what +
                                             "”. `bolusctl case "
                                             "undo` takes that back.");
    return library.undoCaseEdit();
}

} // namespace

CaseEditor::CaseEditor(LibrarySession& library, QUndoStack& undo, QObject* parent)
    : QObject(parent), m_library(library), m_undo(undo) {}

void CaseEditor::merge(qint64 into, std::vector<std::int64_t> others) {
    begin(tr("merge into case %1").arg(into), into,
          [into, others = std::move(others)](Library& library) {
              return library.mergeCases(into, others);
          });
}

void CaseEditor::split(qint64 caseId, std::vector<std::string> seriesUids) {
    begin(tr("split of case %1").arg(caseId), caseId,
          [caseId, series = std::move(seriesUids)](Library& library) -> Result<void> {
              if (auto made = library.splitCase(caseId, series); !made)
                  return std::unexpected(made.error());
              return {};
          });
}

void CaseEditor::reorder(qint64 caseId, std::vector<std::int64_t> volumeIds) {
    begin(tr("order of the phases of case %1").arg(caseId), caseId,
          [caseId, order = std::move(volumeIds)](Library& library) {
              return library.reorderCase(caseId, order);
          });
}

void CaseEditor::begin(const QString& text, qint64 home,
                       std::function<Result<void>(Library&)> work) {
    auto edit = std::make_shared<Edit>(Edit{std::move(work), home, {}});
    perform(edit);
    m_undo.push(new UndoStep(
        text, [this, edit] { perform(edit); }, [this, edit] { takeBack(edit); },
        UndoStep::State::Done, edit));
}

void CaseEditor::perform(const EditPtr& edit) {
    m_library.ask<CaseEdit>(
        this,
        [edit](Library& library) -> Result<CaseEdit> {
            edit->stored = {};
            if (auto performed = edit->perform(library); !performed)
                return std::unexpected(performed.error());
            auto edits = library.caseEdits();
            if (!edits)
                return std::unexpected(edits.error());
            edit->stored = edits->empty() ? CaseEdit{} : edits->front();
            return edit->stored;
        },
        [this, edit](Result<CaseEdit> stored) {
            if (!stored) {
                dropFailed(edit);
                Q_EMIT failed(toText(stored.error().message));
                return;
            }
            Q_EMIT edited(tr("%1. Edit → Undo takes it back.").arg(toText(stored->what)),
                          edit->home);
        });
}

// What the library refused is no step. Where it is not the last one any more, it goes when it is
// reached: there is nothing to take back in it.
void CaseEditor::dropFailed(const EditPtr& edit) {
    for (int at = 0; at < m_undo.count(); ++at) {
        const auto* step = dynamic_cast<const UndoStep*>(m_undo.command(at));
        if (!step || step->subject() != edit.get())
            continue;
        const_cast<UndoStep*>(step)->setObsolete(true); // the stack hands out const ones only
        if (at == m_undo.index() - 1)
            m_undo.undo();
        return;
    }
}

void CaseEditor::takeBack(const EditPtr& edit) {
    m_library.ask<CaseEdit>(
        this,
        [edit](Library& library) -> Result<CaseEdit> {
            if (edit->stored.id == 0)
                return CaseEdit{}; // it failed, and that was said
            return takeBackExactly(library, edit->stored);
        },
        [this, edit](Result<CaseEdit> undone) {
            if (!undone)
                Q_EMIT failed(toText(undone.error().message));
            else if (undone->id != 0)
                Q_EMIT edited(tr("Taken back: %1.").arg(toText(undone->what)), edit->home);
        });
}

void CaseEditor::takeUpEarlier() {
    m_library.ask<std::vector<CaseEdit>>(
        this, [](Library& library) { return library.caseEdits(); },
        [this](Result<std::vector<CaseEdit>> edits) {
            if (!edits || m_undo.count() > 0)
                return;
            for (std::size_t i = std::min(edits->size(), mostEarlier); i > 0; --i) {
                auto edit = std::make_shared<Edit>(Edit{{}, 0, std::move((*edits)[i - 1])});
                m_undo.push(new UndoStep(
                    toText(edit->stored.what), {}, [this, edit] { takeBack(edit); },
                    UndoStep::State::Done));
            }
        });
}

} // namespace bolus
