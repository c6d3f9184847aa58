using System.Reflection;
using System.Runtime.InteropServices;

namespace Flex3D.Stages.Tests.Memory;

/// <summary>What the arrays of an object take, its own and those of all it refers to: found by reflection, so that no array can be forgotten.</summary>
internal static class HeldArrays
{
    /// <param name="without">Objects that are counted elsewhere.</param>
    public static long Bytes(object root, params object[] without)
    {
        var seen = new HashSet<object>(without, ReferenceEqualityComparer.Instance);
        var open = new Stack<object>([root]);
        long bytes = 0;
        while (open.TryPop(out object? next))
        {
            if (next is string or Type or Delegate or Pointer || !seen.Add(next))
            {
                continue;
            }
            if (next is Array array)
            {
                Type element = array.GetType().GetElementType()!;
                if (element.IsPrimitive)
                {
                    bytes += array.LongLength * Marshal.SizeOf(element);
                }
                else if (!element.IsPointer)
                {
                    Push(array.Cast<object?>());
                }
                continue;
            }
            for (Type? type = next.GetType(); type is not null && !type.IsPrimitive && !type.IsEnum; type = type.BaseType)
            {
                const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
                Push(type.GetFields(Own).Where(field => !field.FieldType.IsPrimitive && !field.FieldType.IsPointer).Select(field => field.GetValue(next)));
            }
        }
        return bytes;

        void Push(IEnumerable<object?> values)
        {
            foreach (object value in values.OfType<object>())
            {
                open.Push(value);
            }
        }
    }
}
