pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Shell
import Kiosk.Theme

// For technicians. Upright the keys stand low, across they stand beside; while staff have to approve there are none.
Rectangle {
    id: screen

    required property JoiningView view
    required property ShellModel shell
    readonly property real inner: width - 2 * Theme.margin
    readonly property bool split: Theme.landscape && view.asks

    objectName: "screen_joining"
    color: Theme.ground

    Rectangle {
        id: head

        width: parent.width
        height: Math.max(language.height, title.height) + 1.5 * Theme.gap
        color: Theme.primary

        Heading {
            id: title

            anchors.left: parent.left
            anchors.leftMargin: Theme.margin
            anchors.right: language.visible ? language.left : parent.right
            anchors.rightMargin: Theme.gap
            anchors.verticalCenter: parent.verticalCenter
            text: screen.view.heading
            color: "#ffffff"
        }

        ActionButton {
            id: language

            anchors.right: parent.right
            anchors.rightMargin: Theme.margin
            anchors.verticalCenter: parent.verticalCenter
            width: 3 * Theme.touch
            height: Theme.touch
            objectName: "language"
            kind: "plain"
            iconName: "language"
            label: screen.shell.languageText
            visible: label !== ""
            onTapped: screen.shell.switchLanguage()
        }
    }

    Column {
        x: Theme.margin
        anchors.top: head.bottom
        anchors.topMargin: Theme.landscape ? 0.75 * Theme.gap : 1.5 * Theme.gap
        width: screen.split ? 0.41 * screen.inner : screen.inner
        spacing: Theme.gap

        Words {
            width: parent.width
            text: screen.view.body
        }

        Card {
            width: parent.width
            height: facts.height + 1.5 * Theme.gap

            Grid {
                id: facts

                x: Theme.gap
                y: 0.75 * Theme.gap
                columns: screen.split ? 1 : 2
                columnSpacing: Theme.gap
                rowSpacing: 0.5 * Theme.gap
                verticalItemAlignment: Grid.AlignVCenter

                Repeater {
                    model: screen.view.facts.reduce((cells, fact) => cells.concat({words: fact.label, told: false}, {words: fact.value, told: true}), [])

                    Words {
                        required property var modelData

                        width: screen.split ? screen.inner * 0.41 - 2 * Theme.gap : (modelData.told ? 0.66 : 0.34) * (screen.inner - 3 * Theme.gap)
                        text: modelData.words
                        color: modelData.told ? Theme.ink : Theme.inkSoft
                        font.pixelSize: modelData.told ? Theme.large : Theme.body
                        font.weight: modelData.told ? Font.Bold : Font.Normal
                        lineHeight: 1.1
                    }
                }
            }
        }

        Banner {
            width: parent.width
            text: screen.view.warning
        }

        TypedText {
            width: parent.width
            visible: screen.view.asks
            name: "typed"
            text: screen.view.typed
            spoken: screen.view.typed || screen.view.placeholder
            placeholder: screen.view.placeholder
            empty: screen.view.typed === ""
            clearText: screen.view.clearText
            onCleared: screen.view.clear()
        }

        Words {
            objectName: "joining_trouble"
            width: parent.width
            visible: text !== ""
            text: screen.view.problem
            color: Theme.warn
            font.weight: Font.Medium
        }

        Words {
            width: parent.width
            visible: screen.view.asks && text !== "" && (screen.view.problem === "" || !Theme.dense)
            text: screen.view.hint
            color: Theme.inkSoft
        }

        ActionButton {
            width: parent.width
            height: Theme.touch
            visible: screen.view.asks
            objectName: "enter_code"
            kind: "primary"
            iconName: "check"
            label: screen.view.enterText
            enabled: screen.view.enterOffered
            onTapped: screen.view.enter()
        }
    }

    Keypad {
        x: Theme.landscape ? screen.width - Theme.margin - width : Theme.margin
        y: screen.height - height - Theme.margin
        width: Theme.landscape ? 0.56 * screen.inner : screen.inner
        visible: screen.view.asks
        rowHeight: (Theme.landscape ? 1.6 : Theme.elder ? 1 : 1.2) * Theme.touch
        columns: screen.view.columns
        keys: screen.view.keys
        onKeyed: sign => screen.view.press(sign)
    }
}
