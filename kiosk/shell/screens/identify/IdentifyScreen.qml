import QtQuick
import Kiosk.Shell

// The ways to choose from, a reader that waits, or what is typed: each is a page.
Item {
    id: screen

    required property IdentifyView view
    required property ShellModel shell

    objectName: "screen_identify"

    Loader {
        anchors.fill: parent
        Component.onCompleted: setSource(screen.view.page, {
            view: screen.view
        })
    }
}
