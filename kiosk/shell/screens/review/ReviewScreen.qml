import QtQuick
import Kiosk.Shell

// Pages before they are printed, or answers before they count: each is a page.
Item {
    id: screen

    required property ReviewView view
    required property ShellModel shell

    objectName: "screen_review"

    Loader {
        anchors.fill: parent
        Component.onCompleted: setSource(screen.view.body, screen.view.answers ? {
            answers: screen.view.answers
        } : {
            view: screen.view
        })
    }
}
