using System.Collections.Concurrent;
using System.Reflection;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Configuration;

/// <summary>The settings of an options record, in the order in which they are declared.</summary>
internal static class SettingSchema
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<SettingDefinition>> Known = new();
    private static readonly NullabilityInfoContext Nullability = new();

    /// <summary>The settings of <paramref name="type"/>.</summary>
    public static IReadOnlyList<SettingDefinition> Of(Type type) => Known.GetOrAdd(type, Define);

    /// <summary>The settings of one step; null if the pipeline does not have the step.</summary>
    /// <param name="step">The step's name, which is the section's.</param>
    public static object? SectionOf(PipelineOptions options, string step) => SectionOf(step).Property.GetValue(options);

    /// <summary>The section of a pipeline file that holds a step's settings.</summary>
    public static SettingDefinition SectionOf(string step) =>
        Of(typeof(PipelineOptions)).FirstOrDefault(setting => setting.Name == step && setting is { Kind: SettingKind.Section, Optional: true })
        ?? throw new InvariantException($"{nameof(PipelineOptions)} has no section '{step}'");

    /// <summary>Makes a record in which every setting has its default.</summary>
    public static object Defaults(Type type) => Activator.CreateInstance(type) ?? throw new InvariantException($"{type} has no defaults");

    private static IReadOnlyList<SettingDefinition> Define(Type type) =>
    [
        .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Select(property => (property, About: property.GetCustomAttribute<SettingAttribute>()))
            .Where(entry => entry.About is not null)
            .OrderBy(entry => entry.property.MetadataToken)
            .Select(entry => Define(entry.property, entry.About!)),
    ];

    private static SettingDefinition Define(PropertyInfo property, SettingAttribute about)
    {
        Type type = property.PropertyType;
        bool optional = Nullable.GetUnderlyingType(type) is not null;
        if (!type.IsValueType)
        {
            lock (Nullability)
            {
                optional = Nullability.Create(property).ReadState == NullabilityState.Nullable;
            }
        }
        type = Nullable.GetUnderlyingType(type) ?? type;
        bool list = type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>);
        Type value = list ? type.GetGenericArguments()[0] : type;
        return new SettingDefinition(SettingDefinition.CamelCase(property.Name), property, KindOf(value, list, property), value, optional, about);
    }

    private static SettingKind KindOf(Type type, bool list, PropertyInfo property)
    {
        if (type == typeof(string))
        {
            return list ? SettingKind.TextList : SettingKind.Text;
        }
        if (type == typeof(double))
        {
            return list ? SettingKind.NumberList : SettingKind.Number;
        }
        if (type.IsClass && type.Namespace == typeof(SettingSchema).Namespace)
        {
            return list ? SettingKind.SectionList : SettingKind.Section;
        }
        return (list, type) switch
        {
            (false, _) when type == typeof(int) || type == typeof(long) => SettingKind.Whole,
            (false, _) when type == typeof(bool) => SettingKind.Switch,
            (false, _) when type == typeof(ByteSize) => SettingKind.Size,
            (false, _) when type == typeof(DeviceName) => SettingKind.Device,
            (false, { IsEnum: true }) => SettingKind.Choice,
            _ => throw new InvariantException($"{property.DeclaringType?.Name}.{property.Name} is of a type that is no setting's: {property.PropertyType}"),
        };
    }
}
