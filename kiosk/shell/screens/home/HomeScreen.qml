import QtQuick
import Kiosk.Shell

// The services: all of them, the themes, one theme, or what was looked for.
Item {
    id: screen

    required property HomeView view
    required property ShellModel shell

    objectName: "screen_home"

    Loader {
        id: page

        readonly property string name: screen.view.page

        function load(): void {
            setSource("Home" + name + ".qml", {view: screen.view});
        }

        anchors.fill: parent
        Component.onCompleted: load()
        onNameChanged: Qt.callLater(load)  // not in the midst of what changed it
    }
}
