namespace Flex3D.Pipeline.Configuration;

/// <summary>The place where a value was written: a file with line and column, or an option of the command line.</summary>
internal readonly record struct SettingPlace(string Source, string? Place);

/// <summary>A value as it was written, before it is matched to a setting.</summary>
internal abstract class SettingNode(SettingPlace place)
{
    private const int LongestShown = 120;

    public SettingPlace Place { get; } = place;

    /// <summary>The value as a message shows it.</summary>
    public abstract string Found { get; }

    /// <summary>One value. Only a plain one (without quotes) can mean <c>auto</c>.</summary>
    public sealed class Scalar(string text, bool plain, SettingPlace place) : SettingNode(place)
    {
        public string Text { get; } = text;

        public bool IsNothing => plain && Text is "" or "~" or "null" or "auto" or "none";

        public override string Found => plain && Text.Length == 0 ? "nothing" : Text.Length <= LongestShown ? $"'{Text}'" : $"'{Text[..(LongestShown - 3)]}...'";
    }

    /// <summary>A list of values.</summary>
    public sealed class Sequence(IReadOnlyList<SettingNode> items, SettingPlace place) : SettingNode(place)
    {
        public IReadOnlyList<SettingNode> Items { get; } = items;

        public override string Found => $"a list of {Items.Count}";
    }

    /// <summary>Keys and values, in the order written.</summary>
    public sealed class Mapping(SettingPlace place) : SettingNode(place)
    {
        public List<(string Key, SettingPlace KeyPlace, SettingNode Value)> Entries { get; } = [];

        public override string Found => "keys and values";
    }
}
