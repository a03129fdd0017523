package io.rafthold.examples;

import static java.util.stream.Collectors.joining;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What users can compile against, as text: the public classes of some packages and whatever else of
 * the project these mention, with their public and protected members, in one order.
 */
final class PublicApi {
  private static final String PROJECT = "io.rafthold.";

  private final Map<String, Class<?>> classes = new TreeMap<>();

  private PublicApi() {}

  static List<String> of(String... packages) {
    final PublicApi api = new PublicApi();
    final Deque<Class<?>> open = new ArrayDeque<>();
    for (final JavaClass each : new ClassFileImporter().importPackages(packages)) {
      if (Arrays.asList(packages).contains(each.getPackageName())
          && each.getModifiers().contains(JavaModifier.PUBLIC)) {
        open.add(each.reflect());
      }
    }
    while (!open.isEmpty()) {
      final Class<?> next = open.poll();
      if (isVisible(next) && api.classes.put(next.getName(), next) == null) {
        mentioned(next, open);
      }
    }
    return api.lines();
  }

  private List<String> lines() {
    final List<String> lines = new ArrayList<>();
    for (final Class<?> each : classes.values()) {
      lines.add(head(each));
      members(each).forEach(member -> lines.add("  " + member));
    }
    return lines;
  }

  private static void mentioned(Class<?> type, Deque<Class<?>> into) {
    addSuper(type, into);
    for (final Method method : type.getDeclaredMethods()) {
      if (isApi(method.getModifiers())) {
        into.add(component(method.getReturnType()));
        Arrays.stream(method.getParameterTypes()).map(PublicApi::component).forEach(into::add);
      }
    }
    for (final Constructor<?> constructor : type.getDeclaredConstructors()) {
      if (isApi(constructor.getModifiers())) {
        Arrays.stream(constructor.getParameterTypes()).map(PublicApi::component).forEach(into::add);
      }
    }
  }

  private static void addSuper(Class<?> type, Deque<Class<?>> into) {
    if (type.getSuperclass() != null) {
      into.add(type.getSuperclass());
    }
    into.addAll(Arrays.asList(type.getInterfaces()));
    into.addAll(Arrays.asList(type.getDeclaredClasses()));
  }

  private static Class<?> component(Class<?> type) {
    return type.isArray() ? component(type.getComponentType()) : type;
  }

  private static boolean isVisible(Class<?> type) {
    return type.getName().startsWith(PROJECT)
        && isApi(type.getModifiers())
        && (type.getDeclaringClass() == null || isVisible(type.getDeclaringClass()));
  }

  private static boolean isApi(int modifiers) {
    return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
  }

  /** Written here, since the JDKs do not agree on how a class says what it is. */
  private static String head(Class<?> type) {
    final StringBuilder head = new StringBuilder();
    final int shown = Modifier.PUBLIC | Modifier.PROTECTED | Modifier.STATIC | Modifier.FINAL;
    final int modifiers = type.isInterface() ? shown : shown | Modifier.ABSTRACT;
    head.append(Modifier.toString(type.getModifiers() & modifiers)).append(' ');
    if (type.isSealed()) {
      head.append("sealed ");
    }
    head.append(
        type.isAnnotation()
            ? "@interface "
            : type.isInterface()
                ? "interface "
                : type.isEnum() ? "enum " : type.isRecord() ? "record " : "class ");
    head.append(type.getName());
    if (type.getTypeParameters().length > 0) {
      head.append(list(type.getTypeParameters(), "<", ">"));
    }
    if (type.getSuperclass() != null && type.getSuperclass() != Object.class) {
      head.append(" extends ").append(type.getGenericSuperclass().getTypeName());
    }
    if (type.getInterfaces().length > 0) {
      head.append(list(type.getGenericInterfaces(), " implements ", ""));
    }
    if (type.isSealed()) {
      head.append(
          Arrays.stream(type.getPermittedSubclasses())
              .map(Class::getName)
              .sorted()
              .collect(joining(", ", " permits ", "")));
    }
    return head.toString();
  }

  private static String list(Type[] types, String before, String behind) {
    return Arrays.stream(types).map(Type::getTypeName).collect(joining(", ", before, behind));
  }

  private static Set<String> members(Class<?> type) {
    final TreeSet<String> members = new TreeSet<>(Comparator.naturalOrder());
    for (final Field field : type.getDeclaredFields()) {
      if (isApi(field.getModifiers()) && !field.isSynthetic()) {
        members.add("field " + field.toGenericString());
      }
    }
    for (final Constructor<?> constructor : type.getDeclaredConstructors()) {
      if (isApi(constructor.getModifiers()) && !constructor.isSynthetic()) {
        members.add("new " + constructor.toGenericString());
      }
    }
    for (final Method method : type.getDeclaredMethods()) {
      if (isApi(method.getModifiers()) && !method.isSynthetic() && !method.isBridge()) {
        members.add("method " + method.toGenericString());
      }
    }
    return members;
  }
}
