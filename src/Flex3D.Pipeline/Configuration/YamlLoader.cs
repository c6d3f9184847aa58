using Flex3D.Stages.Faults;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Flex3D.Pipeline.Configuration;

/// <summary>Reads YAML into <see cref="SettingNode"/>s, each with its line and column.</summary>
/// <remarks>Limits: 128 KiB of text, 10,000 values, 16 levels; no anchors, aliases, tags or second documents, none of which a pipeline needs.</remarks>
internal static class YamlLoader
{
    public const int LargestFile = 1 << 17;
    private const int DeepestLevel = 16;
    private const int MostValues = 10_000;

    /// <summary>Reads a document; null where it is empty.</summary>
    /// <param name="source">The file, or the option, that messages name.</param>
    /// <param name="withPlaces">Whether messages give line and column.</param>
    public static SettingNode? Load(string text, string source, bool withPlaces = true)
    {
        try
        {
            var parser = new Parser(new StringReader(text));
            parser.Consume<StreamStart>();
            if (parser.TryConsume<StreamEnd>(out _))
            {
                return null;
            }
            parser.Consume<DocumentStart>();
            int values = 0;
            SettingNode node = Node(parser, source, withPlaces, 0, ref values);
            parser.Consume<DocumentEnd>();
            if (!parser.TryConsume<StreamEnd>(out _))
            {
                throw Bad(source, parser.Current!.Start, withPlaces, "a second document", "one");
            }
            return node;
        }
        catch (YamlException e)
        {
            throw Bad(source, e.Start, withPlaces, e.InnerException?.Message ?? e.Message, "YAML");
        }
        catch (InvalidOperationException e)
        {
            throw new InputException(source, null, "text that the YAML parser cannot read", "YAML", "write this part in a simpler form", e); // its own, without a place
        }
    }

    private static SettingNode Node(Parser parser, string source, bool withPlaces, int level, ref int values)
    {
        ParsingEvent next = parser.Current ?? throw Bad(source, Mark.Empty, withPlaces, "the end", "a value");
        SettingPlace place = Place(source, next.Start, withPlaces);
        if (++values > MostValues)
        {
            throw Bad(source, next.Start, withPlaces, "more values", $"at most {MostValues}");
        }
        if (level > DeepestLevel)
        {
            throw Bad(source, next.Start, withPlaces, "values within values", $"at most {DeepestLevel} levels");
        }
        if (next is AnchorAlias || next is NodeEvent { Anchor.IsEmpty: false } || next is NodeEvent { Tag.IsEmpty: false })
        {
            throw Bad(source, next.Start, withPlaces, "an anchor, an alias or a tag", "plain values");
        }
        if (parser.TryConsume<YamlDotNet.Core.Events.Scalar>(out var scalar))
        {
            return new SettingNode.Scalar(scalar.Value, scalar.Style == ScalarStyle.Plain, place);
        }
        if (parser.TryConsume<SequenceStart>(out _))
        {
            List<SettingNode> items = [];
            while (!parser.TryConsume<SequenceEnd>(out _))
            {
                items.Add(Node(parser, source, withPlaces, level + 1, ref values));
            }
            return new SettingNode.Sequence(items, place);
        }
        parser.Consume<MappingStart>();
        var mapping = new SettingNode.Mapping(place);
        var keys = new HashSet<string>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            SettingPlace keyPlace = Place(source, parser.Current!.Start, withPlaces);
            if (Node(parser, source, withPlaces, level + 1, ref values) is not SettingNode.Scalar key)
            {
                throw new InputException(keyPlace.Source, keyPlace.Place, "a key that is not a single word", "a name");
            }
            if (!keys.Add(key.Text))
            {
                throw new InputException(keyPlace.Source, keyPlace.Place, $"{key.Found} a second time", "each key once");
            }
            mapping.Entries.Add((key.Text, keyPlace, Node(parser, source, withPlaces, level + 1, ref values)));
        }
        return mapping;
    }

    private static SettingPlace Place(string source, Mark mark, bool withPlaces) =>
        new(source, withPlaces ? $"line {mark.Line}, column {mark.Column}" : null);

    private static InputException Bad(string source, Mark mark, bool withPlaces, string found, string expected)
    {
        SettingPlace place = Place(source, mark, withPlaces);
        return new InputException(place.Source, place.Place, found, expected);
    }
}
