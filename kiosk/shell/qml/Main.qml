import QtQuick
import Kiosk.Controls
import Kiosk.Shell
import Kiosk.Theme

Rectangle {
    id: main

    required property ShellModel shell
    required property OverlayModel overlay
    readonly property bool framed: !["attract", "out_of_service", "joining"].includes(shell.screen)

    width: 1080
    height: 1920
    color: Theme.ground

    Binding {
        target: Theme
        property: "elder"
        value: main.shell.elder
    }

    Binding {
        target: Theme
        property: "contrast"
        value: main.shell.contrast
    }

    Binding {
        target: Theme
        property: "settling"
        value: main.shell.settling
    }

    Binding {
        target: Theme
        property: "still"
        value: main.shell.still
    }

    Binding {
        target: Theme
        property: "width"
        value: main.width
    }

    Binding {
        target: Theme
        property: "height"
        value: main.height
    }

    TopBar {
        id: topBar

        anchors.left: parent.left
        anchors.right: parent.right
        shell: main.shell
        visible: main.framed
    }

    ProgressTrack {
        id: track

        anchors.top: topBar.bottom
        anchors.topMargin: 0.75 * Theme.gap
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.leftMargin: Theme.margin
        anchors.rightMargin: Theme.margin
        visible: main.framed && label !== ""
        height: visible ? implicitHeight : 0
        step: main.shell.step
        steps: main.shell.steps
        label: main.shell.stepText
        next: main.shell.nextText
        warning: main.overlay.overlooked
    }

    Loader {
        id: stage

        enabled: !main.shell.settling
        anchors.top: main.framed ? track.bottom : parent.top
        anchors.bottom: main.framed ? bottomBar.top : parent.bottom
        anchors.left: parent.left
        anchors.right: parent.right

        function load() {
            setSource("../screens/" + main.shell.screenFile, {
                view: main.shell.view,
                shell: main.shell
            });
        }

        Component.onCompleted: load()

        Connections {
            target: main.shell

            function onScreenChanged() {
                stage.load();
            }
        }
    }

    BottomBar {
        id: bottomBar

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        shell: main.shell
        visible: main.framed
    }

    Overlay {
        anchors.fill: parent
        model: main.overlay
        visible: main.overlay.kind !== ""
    }
}
