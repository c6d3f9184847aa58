namespace Flex3D.Pipeline.Configuration;

/// <summary>The kind of value that a setting holds.</summary>
internal enum SettingKind
{
    Text,
    Whole,
    Number,
    Switch,
    Choice,
    Size,
    Device,
    TextList,
    NumberList,
    Section,
    SectionList,
}
