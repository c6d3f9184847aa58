using System.Collections;
using System.Reflection;
using Flex3D.Pipeline.Actors;

namespace Flex3D.Pipeline.Tests.Actors;

/// <summary>What actors send each other is plain data, so that an actor may one day be on another machine.</summary>
public class MessageTests
{
    private static readonly Type[] Messages = [.. typeof(Message).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Message)))];

    [Fact]
    public void No_message_holds_a_task_a_callback_a_token_or_work() => Messages.SelectMany(type => Offences(type, type.Name, [])).ShouldBeEmpty();

    [Fact]
    public void Every_type_of_the_messages_file_is_a_message() => Messages.Length.ShouldBeGreaterThan(10);

    [Theory]
    [InlineData(typeof(RegisteredPhase), "Stop")] // a token
    [InlineData(typeof(RegisteredPhase), "Phase")] // work
    [InlineData(typeof(RegisteredCheckpoint), "Sections")] // a callback that writes them
    public void The_scan_can_fail(Type type, string property) => Offences(type, "it", []).ShouldContain(offence => offence.StartsWith($"it.{property}", StringComparison.Ordinal));

    private static IEnumerable<string> Offences(Type type, string path, HashSet<Type> seen)
    {
        if (typeof(Task).IsAssignableFrom(type) || typeof(Delegate).IsAssignableFrom(type) || type == typeof(CancellationToken) || type == typeof(IPhase)
            || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(TaskCompletionSource<>)))
        {
            return [$"{path} is a {type.Name}"];
        }
        if (typeof(Exception).IsAssignableFrom(type) || !seen.Add(type))
        {
            return [];
        }
        if (type != typeof(string) && type.IsAssignableTo(typeof(IEnumerable)) && type.IsGenericType)
        {
            return type.GetGenericArguments().SelectMany(item => Offences(item, path, seen));
        }
        return type.Assembly == typeof(Message).Assembly
            ? type.GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public).SelectMany(field => Offences(field.FieldType, $"{path}.{Name(field)}", seen))
            : [];
    }

    // "<Stop>k__BackingField" → "Stop"
    private static string Name(FieldInfo field) => field.Name.StartsWith('<') ? field.Name[1..field.Name.IndexOf('>')] : field.Name;
}
